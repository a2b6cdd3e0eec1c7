//! Tests of the colours in `assets/src/tokens.css`: contrast after WCAG 2.2 and distance between data colours as
//! seen with each kind of colour blindness (Machado, Oliveira and Fernandes 2009, full severity; distance in
//! Oklab, Ottosson 2020).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../assets/src/tokens.css");

type Colours = BTreeMap<&'static str, [f64; 3]>;

/// The colours set in each of the three blocks: light, dark by system, dark by choice.
fn themes() -> [Colours; 3] {
    let mut blocks = TOKENS.split(":root").skip(1).map(|block| {
        block
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": #"))
            .map(|(name, hex)| (name, linear(hex)))
            .collect::<Colours>()
    });
    let mut next = || blocks.next().unwrap();
    [next(), next(), next()]
}

/// In the dark theme more is lighter and in the light one darker: a caption that says either is wrong in the other.
#[test]
fn no_caption_says_darker_or_lighter() {
    fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in
        ["lofte/src/pages", "lofte/src/public", "lofte/templates", "lofte-words/src", "lofte-words/texts"]
    {
        for file in files(&root.join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap().to_lowercase();
            for word in ["mörkare", "ljusare", "darker is", "lighter is"] {
                assert!(!text.contains(word), "{} says “{word}”", file.display());
            }
        }
    }
}

fn linear(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| {
        let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let light = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    let (a, b) = (light(a), light(b));
    a.max(b) / a.min(b)
}

fn times(matrix: [[f64; 3]; 3], [x, y, z]: [f64; 3]) -> [f64; 3] {
    matrix.map(|[a, b, c]| a * x + b * y + c * z)
}

/// Ordinary sight and the three dichromacies, as matrices on linear light.
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("ordinary", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn oklab(colour: [f64; 3]) -> [f64; 3] {
    let cones = times(
        [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        colour.map(|part| part.max(0.0)),
    );
    times(
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        cones.map(f64::cbrt),
    )
}

fn distance(sight: [[f64; 3]; 3], a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (oklab(times(sight, a)), oklab(times(sight, b)));
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

fn check_contrast(front: &str, back: &str, least: f64) {
    for theme in themes() {
        let found = contrast(theme[front], theme[back]);
        assert!(found >= least, "{front} on {back}: {found:.2}, needs {least}");
    }
}

#[test]
fn contrast_is_reckoned_as_wcag_does() {
    assert!((contrast(linear("ffffff"), linear("000000")) - 21.0).abs() < 1e-9);
    assert!((contrast(linear("ffffff"), linear("767676")) - 4.54).abs() < 0.01);
}

#[test]
fn text_can_be_read() {
    for back in ["paper", "ground"] {
        for front in ["ink", "ink-soft", "accent", "accent-strong"] {
            check_contrast(front, back, 4.5);
        }
    }
    check_contrast("on-accent", "accent", 4.5);
    check_contrast("on-accent", "accent-strong", 4.5);
    check_contrast("accent-strong", "accent-wash", 4.5);
    check_contrast("paper", "bad", 4.5);
    for tone in ["good", "bad", "unsure", "active", "idle", "warn"] {
        check_contrast(tone, &format!("{tone}-wash"), 4.5);
        check_contrast(tone, "paper", 4.5);
        check_contrast("ink", &format!("{tone}-wash"), 4.5);
    }
}

#[test]
fn lines_and_marks_can_be_seen() {
    for front in ["line-strong", "data-1", "data-2", "data-3", "data-4", "data-5"] {
        check_contrast(front, "paper", 3.0);
    }
}

#[test]
fn series_can_be_told_apart_by_everybody() {
    let names = ["data-1", "data-2", "data-3", "data-4", "data-5"];
    for theme in themes() {
        for (place, a) in names.iter().enumerate() {
            for b in &names[place + 1..] {
                for (name, sight) in SIGHTS {
                    let found = distance(sight, theme[a], theme[b]);
                    assert!(found > 0.1, "{a} and {b} with {name}: {found:.3}");
                }
            }
        }
    }
}

#[test]
fn classes_run_one_way_and_can_be_told_apart() {
    let names = ["class-1", "class-2", "class-3", "class-4", "class-5"];
    for theme in themes() {
        for pair in names.windows(2) {
            let away = |name: &str| contrast(theme[name], theme["paper"]);
            assert!(away(pair[1]) > away(pair[0]) * 1.15, "{} is no step from {}", pair[1], pair[0]);
            for (name, sight) in SIGHTS {
                assert!(distance(sight, theme[pair[0]], theme[pair[1]]) > 0.07, "{pair:?} with {name}");
            }
        }
    }
}

#[test]
fn dark_is_the_same_whether_chosen_or_followed() {
    let [light, followed, chosen] = themes();
    assert_eq!(followed, chosen);
    assert_eq!(light.keys().collect::<Vec<_>>(), chosen.keys().collect::<Vec<_>>());
}
