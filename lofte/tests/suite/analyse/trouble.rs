//! Bad input: every refusal names file, row as a spreadsheet counts, column or stratum, and what to do.

use crate::analyse::support::{Ran, analyse};
use std::path::PathBuf;

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Asks for a mean of a small table.
    fn mean(&self, table: &str, options: &str) -> Ran {
        self.ask(table, &format!("--statistic mean --variable y {options}"))
    }

    fn ask(&self, table: &str, options: &str) -> Ran {
        let path = self.file("wave.csv", table);
        analyse(&format!("survey --data {} {options}", path.display()))
    }
}

#[test]
fn weights_that_are_missing_or_no_numbers_of_persons() {
    let bench = Bench::new();
    bench.mean("y,w\n1,2\n2,\n", "--weights w").refused(&["wave.csv, row 3", "“w”", "leave the row out"]);
    bench.mean("y,w\n1,2\n\n2,-1\n", "--weights w").refused(&["row 4", "“w”", "-1", "positive"]);
    bench.mean("y,w\r\n1,2\r\n\r\n\r\n2,-1\r\n", "--weights w").refused(&["row 5"]);
    bench.mean("y,w,t\n1,2,\"a\nb\"\n2,-1,c\n", "--weights w").refused(&["row 3"]);
    bench.mean("y,w\n1,two\n2,1\n", "--weights w").refused(&["row 2", "“w”", "“two”", "not a number"]);
    bench.mean("y,w\n1,0\n2,0\n", "--weights w").refused(&["all weights are zero"]);
}

#[test]
fn populations_that_cannot_be() {
    let bench = Bench::new();
    let options = "--strata area --fpc n";
    bench.mean("y,area,n\n1,Öster,2\n2,Öster,2\n3,Öster,2\n", options).refused(&[
        "“Öster”",
        "3 sampling units",
        "only 2",
        "Correct the register count",
    ]);
    bench.mean("y,area,n\n1,Öster,90\n2,Väster,\n", options).refused(&[
        "row 3",
        "“Väster”",
        "register count",
        "“n”",
    ]);
    bench.mean("y,area,n\n1,Öster,90\n2,Väster,80\n3,Öster,91\n", options).refused(&[
        "row 4",
        "“Öster”",
        "91",
        "90",
    ]);
    bench.mean("y,area,n\n1,Öster,90\n2,Öster,90\n3,Väster,80\n", options).refused(&[
        "“Väster”",
        "single sampling unit",
        "--lonely",
    ]);
    bench.mean("y,area\n1,A\n2,\n", "--strata area").refused(&["row 3", "“area”", "empty"]);
}

#[test]
fn answers_that_are_not_what_was_asked() {
    let bench = Bench::new();
    bench.mean("y\n1\nmycket\n", "").refused(&["row 3", "“y”", "“mycket”"]);
    let share = "--statistic share --variable y";
    bench.ask("y\n1\n0\n2\n", share).refused(&["row 4", "“y”", "“2”", "--yes"]);
    bench.ask("y\n1\n0\n0.4\n", share).refused(&["“0.4”", "neither 0 nor 1"]);
    bench.ask("y\n1\n7\n", &format!("{share} --levels 1,2,3")).refused(&["row 3", "“7”", "code book"]);
    bench.ask("y\n1\n7\n", &format!("{share} --yes 8,9")).refused(&["“y”", "8, 9"]);
    bench.ask("y\n\n\n", share).refused(&["no rows"]);
    bench.ask("y,z\n,1\n,2\n", share).refused(&["nobody in the chosen group answered"]);
}

#[test]
fn columns_and_files_that_are_not_there() {
    let bench = Bench::new();
    bench.mean("y,vikt\n1,2\n", "--weights vigt").refused(&["no column “vigt”", "Did you mean “vikt”?"]);
    bench.mean("y,vikt\n1,2\n", "--weights population").refused(&["no column “population”", "header"]);
    bench.mean("y,y\n1,2\n", "").refused(&["two columns “y”"]);
    bench.mean("y,w\n1,2\n2\n", "--weights w").refused(&["row 3", "1 cells", "2"]);
    analyse("survey --data /nowhere/x.csv --statistic mean --variable y").refused(&["/nowhere/x.csv"]);
    let fake = bench.file("x.parquet", "y\n1\n");
    let run = format!("survey --data {} --statistic mean --variable y", fake.display());
    analyse(&run).refused(&["x.parquet", "Parquet"]);
}

#[test]
fn margins_that_do_not_fit() {
    let bench = Bench::new();
    let run = |margins: &str, options: &str| {
        let margins = bench.file("margins.csv", margins);
        let options = format!("--calibrate {} {options}", margins.display());
        bench.mean("y,sex,age\n1,K,1\n2,M,2\n3,M,1\n", &options)
    };
    run("variable,category,total\nsex,K,50\n", "").refused(&["row 3", "“M”", "margins.csv"]);
    run("variable,category,total\nsex,K,50\nsex,M,many\n", "").refused(&["row 3", "“many”"]);
    run("variable,category,total\nsex,K,50\nsex,M,40\nsex,X,9\n", "").refused(&["“X”", "“sex”", "Merge"]);
    run("variable,category,total\nsex,K,50\nsex,M,40\nage,1,70\nage,2,70\n", "").refused(&["90", "140"]);
    run("variable,category,total\nsex,K,50\nsex,M,40\n", "--method logit").refused(&["--bounds"]);
    run("sort,category,total\nsex,K,50\n", "").refused(&["no column “variable”"]);
}

#[test]
fn options_that_contradict_each_other() {
    let bench = Bench::new();
    bench.mean("y\n1\n2\n", "--domain y~>").refused(&["sign 4", "“y >”"]);
    bench.mean("y\n1\n2\n", "--domain x=1").refused(&["no column “x”"]);
    bench.mean("y\n1\n2\n", "--yes 1").refused(&["--yes", "--statistic share"]);
    bench.mean("y\n1\n2\n", "--level 95").refused(&["level is 95"]);
    bench.mean("y,h\n1,1\n2,1\n3,1\n", "--strata h --replicates brr").refused(&["“1”", "exactly two"]);
    bench.ask("y\n1\n2\n", "--statistic ratio --variable y").refused(&["--denominator"]);
    bench.mean("y\n1\n2\n", "--replicates jk9").misunderstood("raowu:NUMBER");
    bench.mean("y\n1\n2\n", "--scale 2").misunderstood("--replicate-weights");
    analyse("change --before a.csv --statistic mean --variable y").misunderstood("--after");
    analyse("plan --share 1.2 --answers-before 300").refused(&["share before is 1.2"]);
    analyse("plan --share 0.6").misunderstood("--answers-before");
}

impl Ran {
    #[track_caller]
    fn misunderstood(self, word: &str) {
        assert_eq!(self.code, 2, "{self:#?}");
        assert!(self.err.contains(word) && self.out.is_empty(), "{self:#?}");
    }
}
