//! What is measured, beside whom, and how much faster ours must be.

/// One analysis, done alike by ours and by each peer.
pub struct Work {
    /// The word that ours and the scripts know it by.
    pub name: &'static str,
    /// What stands in the table.
    pub title: &'static str,
    /// From small to large.
    pub sizes: &'static [Size],
    /// Whom it is compared with.
    pub peers: &'static [Peer],
    /// The most seconds ours may take, where there is no peer.
    pub most_seconds: Option<f64>,
}

/// One size of a work.
#[derive(Clone, Copy)]
pub struct Size {
    /// Events, rows, cells or weeks.
    pub n: u64,
    /// What ours and all peers are told besides.
    pub settings: &'static str,
    /// Whether what ours must reach is asked at this size; the others show how time grows.
    pub judged: bool,
}

/// Who ours is compared with.
#[derive(Clone, Copy)]
pub struct Peer {
    /// What stands in the table.
    pub name: &'static str,
    /// What runs it.
    pub language: Language,
    /// Its script in `xtask/peers/incidents`.
    pub script: &'static str,
    /// What only this peer is told.
    pub settings: &'static str,
    /// How many times faster ours must be; none where a peer only stands beside the one that counts.
    pub must: Option<f64>,
    /// How far apart the results may lie: rounding for exact methods, more where a peer approximates or draws.
    pub tolerance: f64,
    /// The largest size that it is asked.
    pub most: u64,
}

/// What runs a script.
#[derive(Clone, Copy)]
pub enum Language {
    /// The Python of the peers.
    Python,
    /// R of the system.
    R,
}

const fn growing(n: u64) -> Size {
    Size { n, settings: "", judged: false }
}

const fn judged(n: u64) -> Size {
    Size { n, settings: "", judged: true }
}

const fn with(size: Size, settings: &'static str) -> Size {
    Size { settings, ..size }
}

/// A peer in Python that gives the same result up to rounding.
const fn python(name: &'static str, script: &'static str, must: Option<f64>) -> Peer {
    Peer { name, language: Language::Python, script, settings: "", must, tolerance: 1e-9, most: u64::MAX }
}

const fn r(name: &'static str, script: &'static str, must: Option<f64>) -> Peer {
    Peer { language: Language::R, ..python(name, script, must) }
}

const fn told(peer: Peer, settings: &'static str) -> Peer {
    Peer { settings, ..peer }
}

/// A peer that draws its own permutations. Ours and esda use the same draws for all cells, so that the errors of the small
/// p-values add up: four seeds of esda lay up to 14 % apart at 76 898 cells.
const fn drawn(peer: Peer) -> Peer {
    Peer { tolerance: 0.2, ..peer }
}

/// All works, in the order of the table.
pub const WORKS: &[Work] = &[
    Work {
        name: "counts",
        title: "grouped counts, three group-bys of coded rows",
        sizes: &[growing(10_000), growing(100_000), growing(1_000_000), judged(10_000_000)],
        peers: &[
            told(python("duckdb", "counts.py", Some(2.0)), "--peer duckdb"),
            told(python("polars", "counts.py", None), "--peer polars"),
        ],
        most_seconds: None,
    },
    Work {
        name: "gi",
        title: "Gi*, analytic",
        sizes: &[judged(2_775), judged(76_898)],
        peers: &[told(python("esda", "lattice.py", Some(5.0)), "--method gi --perms 0")],
        most_seconds: None,
    },
    Work {
        name: "moran",
        title: "local Moran, analytic",
        sizes: &[judged(2_775), judged(76_898)],
        peers: &[told(python("esda", "lattice.py", Some(5.0)), "--method moran --perms 0")],
        most_seconds: None,
    },
    Work {
        name: "permuted-gi",
        title: "Gi*, 999 conditional permutations",
        sizes: &[with(judged(2_775), "--perms 999"), with(judged(76_898), "--perms 999")],
        peers: &[drawn(told(python("esda", "lattice.py", Some(20.0)), "--method gi"))],
        most_seconds: None,
    },
    Work {
        name: "permuted-moran",
        title: "local Moran, 999 conditional permutations",
        sizes: &[with(judged(2_775), "--perms 999"), with(judged(76_898), "--perms 999")],
        peers: &[drawn(told(python("esda", "lattice.py", Some(20.0)), "--method moran"))],
        most_seconds: None,
    },
    Work {
        name: "knox",
        title: "Knox, 6 x 5 bands, 99 permutations, 28 days and 1 000 m (100 m at 1 000 000)",
        sizes: &[
            with(judged(10_000), "--metres 1000 --perms 99"),
            with(judged(100_000), "--metres 1000 --perms 99"),
            with(growing(1_000_000), "--metres 100 --perms 99"),
        ],
        peers: &[python("cKDTree", "knox.py", Some(40.0))],
        most_seconds: None,
    },
    Work {
        name: "knox-one-band",
        title: "Knox, one band of 1 000 m and 28 days, 9 permutations",
        sizes: &[with(judged(10_000), "--metres 1000 --days 28 --perms 9")],
        peers: &[r("R surveillance", "knox.R", Some(40.0))],
        most_seconds: None,
    },
    Work {
        name: "kde-quartic",
        title: "exact quartic density, 500 m, cells of 100 m",
        sizes: &[
            with(growing(10_000), "--radius 500 --cell 100"),
            with(growing(100_000), "--radius 500 --cell 100"),
            with(judged(1_000_000), "--radius 500 --cell 100"),
        ],
        peers: &[told(python("numba", "kde.py", Some(3.0)), "--peer numba --kernel quartic")],
        most_seconds: None,
    },
    Work {
        name: "kde-gaussian",
        title: "exact Gaussian density, 300 m, cells of 100 m",
        sizes: &[
            with(growing(10_000), "--radius 300 --cell 100"),
            with(judged(100_000), "--radius 300 --cell 100"),
            with(growing(1_000_000), "--radius 300 --cell 100"),
        ],
        peers: &[
            // Ours is cut at five standard deviations, which leaves out less than 4e-6 of an event.
            Peer {
                tolerance: 1e-5,
                ..told(python("numba", "kde.py", None), "--peer numba --kernel gaussian")
            },
            Peer {
                tolerance: 1e-3,
                most: 100_000,
                ..told(python("scikit-learn", "kde.py", Some(100.0)), "--peer sklearn --kernel gaussian")
            },
        ],
        most_seconds: None,
    },
    Work {
        name: "kde-binned",
        title: "binned Gaussian density, 300 m, cells of 100 m",
        sizes: &[
            with(growing(10_000), "--radius 300 --cell 100"),
            with(growing(100_000), "--radius 300 --cell 100"),
            with(judged(1_000_000), "--radius 300 --cell 100"),
        ],
        // KDEpy loses about 6 % of the events here, so that its squared values are about 10 % too low.
        peers: &[Peer {
            tolerance: 0.15,
            ..told(python("KDEpy FFT", "kde.py", Some(1.0)), "--peer kdepy --kernel gaussian")
        }],
        most_seconds: None,
    },
    Work {
        name: "clusters",
        title: "DBSCAN, 50 m and 50 events (150 m and 10 at 10 000, and 30 at 100 000)",
        sizes: &[
            with(growing(10_000), "--metres 150 --least 10"),
            with(growing(100_000), "--metres 150 --least 30"),
            with(judged(1_000_000), "--metres 50 --least 50"),
        ],
        peers: &[r("R dbscan", "clusters.R", Some(3.0)), python("scikit-learn", "clusters.py", None)],
        most_seconds: None,
    },
    Work {
        name: "scan",
        title: "space-time permutation scan, one scan (ours: a twentieth of the scan with 19 permutations)",
        sizes: &[with(judged(30_761), "--scans 20")],
        peers: &[python("numba", "scan.py", Some(20.0))],
        most_seconds: None,
    },
    Work {
        name: "areas",
        title: "events in 25 districts",
        sizes: &[growing(10_000), growing(100_000), judged(1_000_000)],
        peers: &[python("geopandas", "areas.py", Some(30.0))],
        most_seconds: None,
    },
    Work {
        name: "farrington",
        title: "Farrington flexible, 104 weeks, five years back",
        sizes: &[judged(104)],
        peers: &[r("R surveillance", "farrington.R", Some(200.0))],
        most_seconds: None,
    },
    Work {
        name: "aoristic",
        title: "aoristic weights",
        sizes: &[growing(10_000), growing(100_000), judged(1_000_000)],
        peers: &[python("numpy", "aoristic.py", Some(1.0))],
        most_seconds: None,
    },
    Work {
        name: "disclosure",
        title: "disclosure control of a table of 300 x 60 with its sums",
        sizes: &[judged(18_000)],
        peers: &[],
        most_seconds: Some(1.0),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_has_something_to_reach() {
        for work in WORKS {
            let reach = work.peers.iter().filter_map(|peer| peer.must).chain(work.most_seconds).count();
            assert_eq!(reach, 1, "{}", work.name);
            assert!(work.sizes.iter().any(|size| size.judged), "{}", work.name);
            assert!(work.sizes.is_sorted_by_key(|size| size.n), "{}", work.name);
        }
    }

    #[test]
    fn every_script_is_there() {
        let folder = crate::bench::peers::scripts("incidents").unwrap();
        for peer in WORKS.iter().flat_map(|work| work.peers) {
            assert!(folder.join(peer.script).is_file(), "{}", peer.script);
        }
    }
}
