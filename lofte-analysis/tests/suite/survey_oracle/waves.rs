//! Several statistics at once: covariances, contrasts, and waves that share people.

use crate::survey_support::{Frame, Oracle, api_designs, close};
use lofte_analysis::survey::change::{Change, overlapping_change};
use lofte_analysis::survey::statistic::{Statistic, contrast, covariance};
use lofte_analysis::survey::{DegreesOfFreedom, Design, DesignColumns, EstimateOptions};

fn options() -> EstimateOptions {
    EstimateOptions { df: DegreesOfFreedom::Design, ..EstimateOptions::default() }
}

/// Compares a covariance matrix relative to the standard deviations.
fn check_covariance(o: &mut Oracle, id: &str, design: &Design, statistics: &[Statistic]) {
    if !o.field_is_present(id, "vcov") {
        return;
    }
    let got = covariance(design, statistics).unwrap();
    let want = o.numbers(id, "vcov");
    let size = statistics.len();
    for i in 0..size {
        for j in 0..size {
            // A total of a whole stratum has no variance.
            let scale = (got[i][i] * got[j][j]).sqrt().max(1e-9);
            close(got[i][j] / scale, want[i * size + j] / scale, 1e-9, &format!("{id} vcov {i} {j}"));
        }
    }
    o.checked.insert(id.to_owned());
}

pub fn several_at_once(o: &mut Oracle) {
    for (tag, f, design) in api_designs() {
        let id = |name: &str| format!("{tag}.{name}");
        let mean = |column: &str, domain: Option<&[bool]>| {
            Statistic::mean(&design, &f.numbers(column), domain).unwrap()
        };
        let both = [mean("api99", None), mean("api00", None)];
        o.check(&id("mean.api99_api00"), "est", &both.each_ref().map(Statistic::value), 1e-10);
        check_covariance(o, &id("mean.api99_api00"), &design, &both);
        let groups = ["No", "Yes"].map(|l| mean("api00", Some(&f.has("awards", l))));
        check_covariance(o, &id("by.mean.api00.awards"), &design, &groups);
        let gap = contrast(&design, &groups, &[-1.0, 1.0], &options()).unwrap();
        o.check_estimate(&id("contrast.api00.awards"), &gap);
        for column in ["awards", "sch.wide"] {
            let shares = ["No", "Yes"].map(|l| Statistic::share(&design, &f.is(column, l), None).unwrap());
            check_covariance(o, &id(&format!("prop.{column}")), &design, &shares);
        }
        let types: Vec<Statistic> = f
            .levels("stype")
            .iter()
            .map(|level| {
                let ones: Vec<Option<f64>> =
                    f.has("stype", level).into_iter().map(|x| Some(f64::from(u8::from(x)))).collect();
                Statistic::total(&design, &ones, None).unwrap()
            })
            .collect();
        check_covariance(o, &id("total.stype"), &design, &types);
    }
}

struct Stacked {
    design: Design,
    y: Vec<Option<f64>>,
    good: Vec<Option<bool>>,
    first: Vec<bool>,
}

/// The stratified sample as two waves of the same schools; `keep` says who is in which wave.
fn stacked(f: &Frame, keep: impl Fn(u32, u32) -> bool, own_weights: bool) -> Stacked {
    let (types, school, fpc, pw) = (f.codes("stype"), f.codes("snum"), f.full("fpc"), f.full("pw"));
    let scores = [f.numbers("api99"), f.numbers("api00")];
    let rows: Vec<(usize, usize)> = (0..2)
        .flat_map(|wave| (0..f.rows).map(move |row| (wave, row)))
        .filter(|&(wave, row)| keep(u32::try_from(wave).unwrap(), u32::try_from(row).unwrap() + 1))
        .collect();
    let populations = [4421.0, 755.0, 1018.0];
    let weights: Vec<f64> = rows
        .iter()
        .map(|&(wave, row)| {
            let same = rows.iter().filter(|&&(w, r)| w == wave && types[r] == types[row]).count();
            if own_weights { populations[types[row] as usize] / same as f64 } else { pw[row] }
        })
        .collect();
    let pick = |column: &[u32]| -> Vec<u32> { rows.iter().map(|&(_, row)| column[row]).collect() };
    let (strata, psu) = (pick(&types), pick(&school));
    let fpc: Vec<f64> = rows.iter().map(|&(_, row)| fpc[row]).collect();
    let columns = DesignColumns {
        weights: Some(&weights),
        strata: Some(&strata),
        psu: Some(&psu),
        psu_population: (!own_weights).then_some(fpc.as_slice()),
        ..DesignColumns::default()
    };
    let y: Vec<Option<f64>> = rows.iter().map(|&(wave, row)| scores[wave][row]).collect();
    Stacked {
        design: Design::from_columns(rows.len(), &columns).unwrap(),
        good: y.iter().map(|y| y.map(|y| y >= 700.0)).collect(),
        y,
        first: rows.iter().map(|&(wave, _)| wave == 0).collect(),
    }
}

pub fn overlapping_waves(o: &mut Oracle) {
    let f = Frame::read("apistrat");
    let panel = stacked(&f, |_, _| true, false);
    let rotating = stacked(&f, |wave, row| if wave == 0 { row % 3 != 0 } else { row % 3 != 1 }, true);
    for (name, waves) in [("panel", &panel), ("rotating", &rotating)] {
        let second: Vec<bool> = waves.first.iter().map(|x| !x).collect();
        let domains = [&waves.first, &second];
        let means = domains.map(|d| Statistic::mean(&waves.design, &waves.y, Some(d)).unwrap());
        let shares = domains.map(|d| Statistic::share(&waves.design, &waves.good, Some(d)).unwrap());
        for (kind, [before, after]) in [("mean", &means), ("prop", &shares)] {
            let id = format!("wave.{name}.{kind}");
            let change: Change = overlapping_change(&waves.design, before, after, &options()).unwrap();
            o.check(&id, "wave_est", &[before.value(), after.value()], 1e-10);
            o.check(&id, "est", &[change.delta], 1e-10);
            o.check(&id, "se", &[change.se], 1e-10);
            o.check(&id, "df", &[change.df], 0.0);
            o.check(&id, "lo", &[change.interval.lower], 1e-10);
            o.check(&id, "hi", &[change.interval.upper], 1e-10);
            let v = covariance(&waves.design, &[before.clone(), after.clone()]).unwrap();
            o.check(&id, "cov12", &[v[0][1]], 1e-9);
            o.check(&id, "wave_se", &[v[0][0].sqrt(), v[1][1].sqrt()], 1e-10);
        }
    }
}
