use super::*;
use jiff::civil::date as day;

fn times() -> Times {
    Times::new(Vec::new(), TimePrecision::Minute, day(2026, 11, 23))
}

fn told(result: Result<Moment, RejectReason>) -> String {
    match result {
        Ok(moment) => format!("{} {:?}", moment.at, moment.precision),
        Err(reason) => format!("{reason:?}"),
    }
}

fn table(times: &Times, cells: &[&str]) -> String {
    cells.iter().fold(String::new(), |out, cell| out + cell + " = " + &told(times.moment(cell)) + "\n")
}

#[test]
fn forms_that_mean_one_thing() {
    insta::assert_snapshot!(table(&times(), &[
        "2023-05-01 13:45", "2023-05-01 13:45:10", "2023-05-01T13:45", "2023-05-01", "2023-05-01 13:45:10.500",
        "2023/05/01 13.45", "01.05.2023 13:45", "1.5.2023", "20230501", "230501", "991231", "2022-05", "2022/5",
        "2023-07-01T12:00:00Z", "2023-12-31T23:30:00+00:00", "2023-07-01 12:00:00-05:00", "2023-07-01T12:00-0500", "1.5.2023 1:45 PM",
    ]), @"
    2023-05-01 13:45 = 2023-05-01T13:45:00 Minute
    2023-05-01 13:45:10 = 2023-05-01T13:45:10 Minute
    2023-05-01T13:45 = 2023-05-01T13:45:00 Minute
    2023-05-01 = 2023-05-01T00:00:00 Day
    2023-05-01 13:45:10.500 = 2023-05-01T13:45:10 Minute
    2023/05/01 13.45 = 2023-05-01T13:45:00 Minute
    01.05.2023 13:45 = 2023-05-01T13:45:00 Minute
    1.5.2023 = 2023-05-01T00:00:00 Day
    20230501 = 2023-05-01T00:00:00 Day
    230501 = 2023-05-01T00:00:00 Day
    991231 = 1999-12-31T00:00:00 Day
    2022-05 = 2022-05-01T00:00:00 Month
    2022/5 = 2022-05-01T00:00:00 Month
    2023-07-01T12:00:00Z = 2023-07-01T14:00:00 Minute
    2023-12-31T23:30:00+00:00 = 2024-01-01T00:30:00 Minute
    2023-07-01 12:00:00-05:00 = 2023-07-01T19:00:00 Minute
    2023-07-01T12:00-0500 = 2023-07-01T19:00:00 Minute
    1.5.2023 1:45 PM = 2023-05-01T13:45:00 Minute
    ");
}

#[test]
fn what_is_no_time_and_what_does_not_exist() {
    insta::assert_snapshot!(table(&times(), &[
        "", "igår", "2023-02-31", "2023-13-01", "2023-05-01 25:00", "2023-05-01 13:60",
        "1/5/2023", "45047", "2023-05-", "--", "5", "2023-05-01 13:45+99", "å-ö-åäöå", "2023-05-01 +",
        "2025-03-01 10:00-12:00", "2025-03-01 23:00-00:30", "2025-03-01 10-12", "2025-03-01 10:00:00-12", "1 mars 2025 10-12",
    ]), @"
     = MissingValue
    igår = BadTime
    2023-02-31 = ImpossibleTime
    2023-13-01 = ImpossibleTime
    2023-05-01 25:00 = ImpossibleTime
    2023-05-01 13:60 = ImpossibleTime
    1/5/2023 = BadTime
    45047 = BadTime
    2023-05- = BadTime
    -- = BadTime
    5 = BadTime
    2023-05-01 13:45+99 = BadTime
    å-ö-åäöå = BadTime
    2023-05-01 + = BadTime
    2025-03-01 10:00-12:00 = BadTime
    2025-03-01 23:00-00:30 = BadTime
    2025-03-01 10-12 = BadTime
    2025-03-01 10:00:00-12 = BadTime
    1 mars 2025 10-12 = BadTime
    ");
}

#[test]
fn names_of_months_and_other_usual_forms() {
    insta::assert_snapshot!(table(&times(), &[
        "12 okt 2024", "3 mars 2024 kl. 14.05", "1 maj 2024", "den 24:e december 2024", "21 juli 2024 09:30",
        "5 aug. 2024", "lör 29 juni 2024", "lördagen den 29 juni 2024 klockan 9", "2024 okt 12", "October 12, 2024",
        "12-okt-2024", "12-okt-24", "12okt2024", "12/Oct/2024 1:45 PM", "okt 2024", "2024 oktober", "Sept 3rd 2024 09:30",
        "1 MAJ 2024", "1\u{a0}maj 2024", "2024–05–14", "2024‑05‑14 kl 13.45", "2023-05-01 24:00", "2024-05-14t21:05",
        "2025-06-30 7:32:17 +02:00", "2025-01-05 23:52 CET", "2024-05-14 13", "14 maj 2024 24:00", "2024-05-14, 13:45",
    ]), @"
    12 okt 2024 = 2024-10-12T00:00:00 Day
    3 mars 2024 kl. 14.05 = 2024-03-03T14:05:00 Minute
    1 maj 2024 = 2024-05-01T00:00:00 Day
    den 24:e december 2024 = 2024-12-24T00:00:00 Day
    21 juli 2024 09:30 = 2024-07-21T09:30:00 Minute
    5 aug. 2024 = 2024-08-05T00:00:00 Day
    lör 29 juni 2024 = 2024-06-29T00:00:00 Day
    lördagen den 29 juni 2024 klockan 9 = 2024-06-29T09:00:00 Minute
    2024 okt 12 = 2024-10-12T00:00:00 Day
    October 12, 2024 = 2024-10-12T00:00:00 Day
    12-okt-2024 = 2024-10-12T00:00:00 Day
    12-okt-24 = 2024-10-12T00:00:00 Day
    12okt2024 = 2024-10-12T00:00:00 Day
    12/Oct/2024 1:45 PM = 2024-10-12T13:45:00 Minute
    okt 2024 = 2024-10-01T00:00:00 Month
    2024 oktober = 2024-10-01T00:00:00 Month
    Sept 3rd 2024 09:30 = 2024-09-03T09:30:00 Minute
    1 MAJ 2024 = 2024-05-01T00:00:00 Day
    1 maj 2024 = 2024-05-01T00:00:00 Day
    2024–05–14 = 2024-05-14T00:00:00 Day
    2024‑05‑14 kl 13.45 = 2024-05-14T13:45:00 Minute
    2023-05-01 24:00 = 2023-05-02T00:00:00 Minute
    2024-05-14t21:05 = 2024-05-14T21:05:00 Minute
    2025-06-30 7:32:17 +02:00 = 2025-06-30T07:32:17 Minute
    2025-01-05 23:52 CET = 2025-01-05T23:52:00 Minute
    2024-05-14 13 = 2024-05-14T13:00:00 Minute
    14 maj 2024 24:00 = 2024-05-15T00:00:00 Minute
    2024-05-14, 13:45 = 2024-05-14T13:45:00 Minute
    ");
}

#[test]
fn what_is_too_coarse_or_contradicts_itself() {
    insta::assert_snapshot!(table(&times(), &[
        "2024-W05", "2024 v. 5", "vecka 5 2024", "v5 2024", "2024K1", "2024 Q3", "kvartal 2 2024", "2024-W05-3",
        "fre 29 juni 2024", "30 feb 2024", "0225-03-01", "1025-03-01 10:00", "1 maj 1025", "12 xyz 2024", "maj", "12 okt", "2024-W60-1",
        "2024-03-31 02:30", "2024-03-31T02:30+01:00", "1979-03-25 02:30",
    ]), @"
    2024-W05 = TooCoarse
    2024 v. 5 = TooCoarse
    vecka 5 2024 = TooCoarse
    v5 2024 = TooCoarse
    2024K1 = TooCoarse
    2024 Q3 = TooCoarse
    kvartal 2 2024 = TooCoarse
    2024-W05-3 = 2024-01-31T00:00:00 Day
    fre 29 juni 2024 = ImpossibleTime
    30 feb 2024 = ImpossibleTime
    0225-03-01 = ImplausibleYear
    1025-03-01 10:00 = ImplausibleYear
    1 maj 1025 = ImplausibleYear
    12 xyz 2024 = BadTime
    maj = BadTime
    12 okt = BadTime
    2024-W60-1 = ImpossibleTime
    2024-03-31 02:30 = SkippedHour
    2024-03-31T02:30+01:00 = 2024-03-31T03:30:00 Minute
    1979-03-25 02:30 = 1979-03-25T02:30:00 Minute
    ");
}

#[test]
fn slashes_need_an_order() {
    assert_eq!(shape_of("31/5/2023 10:00"), Shape::Slashed(Slashed::Says(Order::DayFirst)));
    assert_eq!(shape_of("5-31-2023"), Shape::Slashed(Slashed::Says(Order::MonthFirst)));
    assert_eq!(shape_of("1/5/2023"), Shape::Slashed(Slashed::SaysNothing));
    assert_eq!(shape_of("3.14.2025"), Shape::Dotted(Slashed::Says(Order::MonthFirst)));
    assert_eq!(shape_of("2023/05/01T10"), Shape::YearFirst(1));
    assert_eq!(["1.5.2023x", "20230501", "1/5/23", "2023-05", "x", ""].map(shape_of), [Shape::Other; 6]);
    let mut times = times();
    times.order = Some(Order::DayFirst);
    assert_eq!(told(times.moment("1/5/2023")), "2023-05-01T00:00:00 Day");
    times.order = Some(Order::MonthFirst);
    assert_eq!(told(times.moment("1/5/2023 07:05")), "2023-01-05T07:05:00 Minute");
}

#[test]
fn clocks_of_their_own_column() {
    let times = times();
    let with_clock = |clock: &str| told(times.date_and_clock("2023-05-01", clock));
    for (clock, end) in [
        ("13:45", "T13:45:00 Minute"),
        ("1345", "T13:45:00 Minute"),
        ("945", "T09:45:00 Minute"),
        ("7", "T07:00:00 Minute"),
        ("0", "T00:00:00 Minute"),
        ("0.618055555555556", "T14:50:00 Minute"),
        ("00.45", "T00:45:00 Minute"),
        ("", "T00:00:00 Day"),
        ("12:05 AM", "T00:05:00 Minute"),
    ] {
        assert_eq!(with_clock(clock), format!("2023-05-01{end}"), "{clock}");
    }
    assert_eq!(with_clock("24:00"), "2023-05-02T00:00:00 Minute");
    assert_eq!([with_clock("25:10"), with_clock("kväll")], ["ImpossibleTime", "BadTime"]);
    for span in ["10-12", "22-02", "10:00-12:00", "10.00–12.00"] {
        assert_eq!(with_clock(span), "BadTime", "{span}");
    }
    assert_eq!(told(times.date_and_clock("2023-05-01 00:00:00", "13:45")), "2023-05-01T13:45:00 Minute");
}

#[test]
fn workbook_days() {
    let mut times = times();
    times.serial = Some(Serial::From1900);
    assert_eq!(told(times.moment("45047")), "2023-05-01T00:00:00 Day");
    assert_eq!(told(times.moment("45047.572916666664")), "2023-05-01T13:45:00 Minute");
    times.serial = Some(Serial::From1904);
    assert_eq!(told(times.moment("43585")), "2023-05-01T00:00:00 Day");
}

#[test]
fn what_is_known_no_better_is_not_said_better() {
    let mut times = times();
    times.at_best = TimePrecision::Month;
    assert_eq!(told(times.moment("2022-01-17 10:00")), "2022-01-01T00:00:00 Month");
    times.at_best = TimePrecision::Minute;
    times.midnight_is_date = true;
    assert_eq!(told(times.moment("2022-01-17 00:00")), "2022-01-17T00:00:00 Day");
    assert_eq!(told(times.moment("2022-01-17 00:01")), "2022-01-17T00:01:00 Minute");
}

#[test]
fn forms_of_the_mapping() {
    let formats = vec!["%d/%m/%Y kl %H:%M".to_owned(), "%d/%m/%Y".to_owned(), "%m-%Y".to_owned()];
    let times = Times::new(formats, TimePrecision::Minute, day(2026, 11, 23));
    assert_eq!(told(times.moment("1/5/2023 kl 13:45")), "2023-05-01T13:45:00 Minute");
    assert_eq!(told(times.moment("1/5/2023")), "2023-05-01T00:00:00 Day");
    assert_eq!(told(times.moment("05-2023")), "2023-05-01T00:00:00 Month");
    assert_eq!(
        [told(times.moment("31/2/2023")), told(times.moment("2023-05-01"))],
        ["ImpossibleTime", "BadTime"]
    );
    let formats = vec!["%d %B -%y".to_owned(), "%d.%b.%Y".to_owned()];
    let times = Times::new(formats, TimePrecision::Minute, day(2026, 11, 23));
    assert_eq!(told(times.moment("1 maj -23")), "2023-05-01T00:00:00 Day");
    assert_eq!(told(times.moment("12.okt.2023")), "2023-10-12T00:00:00 Day");
}

#[test]
fn an_offset_of_hours_alone_is_one_behind_seconds() {
    for text in [
        "2025-03-01 10:00:00-05",
        "2025-03-01T10:00:00-05",
        "2025-03-01T10:00-05",
        "2025-03-01 10:00:00.25-05",
    ] {
        let moment = times().moment(text).unwrap();
        assert_eq!(moment.at, jiff::civil::date(2025, 3, 1).at(16, 0, 0, 0), "{text}");
    }
}
