//! Every test of the methods in one program, because each program of its own costs a link and a start.
//!
//! A new file needs its line here. `cargo test -p lofte-analysis --test suite survey_planning` runs the tests of one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod disclosure_attack;
mod disclosure_cell_key;
mod disclosure_lp;
mod disclosure_other;
mod disclosure_sequence;
mod disclosure_table;
mod documentation;
mod effect_conclusion;
mod effect_difference_in_differences;
mod effect_displacement;
mod effect_interrupted_series;
mod effect_point_pattern;
mod effect_support;
mod effect_synthetic_control;
mod hostile;
mod incidents_aoristic;
mod incidents_clusters;
mod incidents_concentration;
mod incidents_counts;
mod incidents_density;
mod incidents_ears;
mod incidents_emerging;
mod incidents_exposure;
mod incidents_farrington;
mod incidents_funnel;
mod incidents_harm;
mod incidents_linkage;
mod incidents_local;
mod incidents_near_repeat;
mod incidents_neighbours;
mod incidents_place;
mod incidents_population_at_risk;
mod incidents_rank_uncertainty;
mod incidents_rates;
mod incidents_repeat_places;
mod incidents_shrinkage;
mod incidents_similar;
mod incidents_space_time_scan;
mod incidents_standardise;
mod incidents_stl;
mod incidents_three_year;
mod incidents_time;
mod incidents_trend;
mod incidents_twelve_month;
mod incidents_weekly;
mod incidents_windows;
mod reference_cases;
mod survey_batches;
mod survey_independence;
mod survey_oracle;
mod survey_planning;
mod survey_problem_index;
mod survey_properties;
mod survey_risks;
mod survey_support;
