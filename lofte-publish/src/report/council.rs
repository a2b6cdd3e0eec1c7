//! The report to kommunfullmäktige (law 2023:196, section 13): the clocks, the promises and what became of them, the plan, the council,
//! and what is missing.

use super::content::{
    became, execution, missing, owner, part, planned, promises, section, table, text, texts,
};
use super::{Block, ReportInput};
use lofte_model::coordination::Occasion;
use lofte_words::{SV, law};

pub(super) fn blocks(input: &ReportInput<'_>) -> Vec<Block> {
    let mut blocks = vec![text(SV.say("report-council-lead"))];
    blocks.push(section("report-section-clocks"));
    blocks.push(Block::List { items: input.clocks.iter().map(|clock| law::clock(SV, clock)).collect() });
    blocks.push(section("report-section-promises"));
    let told = promises(input);
    if told.is_empty() {
        blocks.push(text(SV.say("report-no-promises")));
    }
    for promise in told {
        let frozen = &promise.frozen;
        let gaps = [("number", frozen.number.to_string()), ("title", frozen.title.clone())];
        blocks.push(part(SV.tell("thread-thing-promise", &gaps)));
        blocks.extend(texts(&frozen.text));
        blocks.extend(became(promise));
        if let Some(feedback) = &promise.feedback {
            blocks.extend(texts(&feedback.telling.text));
            blocks.extend(texts(&feedback.telling.next));
        }
    }
    blocks.push(section("report-section-plan"));
    let row = |measure: &&lofte_model::plan::Measure| {
        vec![
            measure.number.to_string(),
            measure.title.clone(),
            owner(input, measure),
            SV.date(measure.deadline),
            execution(measure),
        ]
    };
    let columns =
        ["cli-col-number", "cli-col-measure", "cli-col-owner", "cli-col-deadline", "cli-col-execution"];
    let rows = planned(input).iter().map(row).collect();
    blocks.push(table("report-table-plan", &columns, rows, "report-no-measures"));
    blocks.push(section("report-section-council"));
    let met = input.coordination.standing(Occasion::CouncilMeeting);
    let met = met.iter().map(|record| {
        let told = &record.told;
        vec![SV.date(told.on), told.registry_number.clone(), told.note.clone()]
    });
    let columns = ["cli-col-day", "report-col-registry-number", "report-col-about"];
    blocks.push(table("report-table-meetings", &columns, met.collect(), "report-no-meetings"));
    blocks.push(section("report-section-missing"));
    let missing = missing(input.shown);
    blocks.push(if missing.is_empty() {
        text(SV.say("report-nothing-missing"))
    } else {
        Block::List { items: missing }
    });
    blocks.push(text(SV.say("cli-law-not-a-verdict")));
    blocks
}
