//! Answers for Brå's yearly survey of how municipalities work with the law (2023:196): section by section what is in place. The survey's
//! own questions change from year to year; the sections do not.

use super::content::{shown, text};
use super::{Block, ReportInput, Table};
use lofte_model::law::SECTIONS;
use lofte_words::{SV, law};

pub(super) fn blocks(input: &ReportInput<'_>) -> Vec<Block> {
    let mut blocks = vec![text(SV.say("report-bra-lead"))];
    for section in SECTIONS {
        blocks.push(Block::Section { text: law::section(SV, section) });
        blocks.push(text(law::text(SV, section)));
        let asked = input.shown.iter().filter(|one| one.duty.section() == section);
        let rows: Vec<Vec<String>> = asked.map(|one| vec![law::duty(SV, one.duty), shown(one)]).collect();
        if section == 6 {
            let items = input.clocks.iter().map(|clock| law::clock(SV, clock)).collect();
            blocks.push(Block::List { items });
        }
        if !rows.is_empty() {
            let columns = ["cli-col-asked", "cli-col-shown"].map(|key| SV.say(key)).to_vec();
            let caption = SV.tell("report-table-section", &[("section", section.to_string())]);
            blocks.push(Block::Table(Table { caption, columns, rows }));
        }
    }
    blocks.push(text(SV.say("cli-law-not-a-verdict")));
    blocks
}
