//! The questions of the picture, and the ways to answer each: a method of `lofte analyse` with its settings, said in words.
//!
//! Questions about surveys and official statistics have no such way: the picture has their answers computed. Left out: methods on
//! files of an analyst's own, which only the command line reads.

/// A question that the picture answers.
#[derive(Debug)]
pub(super) struct Question {
    /// In the address.
    pub(super) slug: &'static str,
    /// As a reader asks it.
    pub(super) title: &'static str,
    /// Sections of the computed picture that answer the same.
    pub(super) sections: &'static [&'static str],
    /// The ways to answer it, the usual one first.
    pub(super) ways: &'static [Way],
}

/// A way to answer a question.
#[derive(Debug)]
pub(super) struct Way {
    /// In the address.
    pub(super) slug: &'static str,
    /// In a few words.
    pub(super) label: &'static str,
    /// What is done, and how it is read.
    pub(super) explained: &'static str,
    /// Method and settings, as on the command line.
    pub(super) arguments: &'static [&'static str],
    /// How it is drawn.
    pub(super) drawn: Drawn,
    /// Which days are asked about.
    pub(super) days: Days,
}

/// Which days a method is asked about, where the reader has chosen none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
    /// All that there are.
    All,
    /// Those that every source covers: a source that began later would look like a rise.
    Covered,
    /// The last twelve months: over many years every lively place is a cluster.
    LastYear,
    /// The last thirteen whole weeks that every source covers.
    ThirteenWeeks,
}

/// How an answer is drawn and told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// Counts with intervals, by the named column.
    Counts(&'static str),
    /// Change per year with interval, by category.
    Changes,
    /// The latest week against what was expected, by category.
    Alerts,
    /// Counts by week, a line for each category.
    Weeks,
    /// Counts and trend by month.
    Months,
    /// Weekday by hour.
    Week,
    /// Cells that stand out, on a map.
    HotSpots,
    /// Clusters of points, on a map.
    Clusters,
    /// How few places hold how much.
    Concentration,
    /// Whether an event is followed by others near it.
    NearRepeats,
    /// Runs of events in space and time.
    Scan,
    /// A table that is read row by row.
    Table,
}

/// Every question, in the order in which a picture is read.
pub(super) const QUESTIONS: [Question; 10] = [
    Question {
        slug: "storst",
        title: "Vad är störst?",
        sections: &["vager"],
        ways: &[Way {
            slug: "antal",
            label: "Antal per kategori",
            explained: "Rader räknas per kategori. Intervallet säger hur mycket antalet kan skilja sig av slumpen (95 %, Poisson enligt Garwood 1936).",
            arguments: &["counts", "--category", "category"],
            drawn: Drawn::Counts("category"),
            days: Days::All,
        }],
    },
    Question {
        slug: "vaxer",
        title: "Vad växer eller minskar?",
        sections: &["manader"],
        ways: &[
            Way {
                slug: "per-ar",
                label: "Förändring per år",
                explained: "En modell av antalet per månad skiljer säsong från förändring över tid (kvasi-Poisson, eller negativ binomial där spridningen är stor). Det som visas är förändringen per år i procent med 95 % intervall.",
                arguments: &["trend", "--category", "category"],
                drawn: Drawn::Changes,
                days: Days::Covered,
            },
            Way {
                slug: "tolv-manader",
                label: "Tolv månader mot de tolv före",
                explained: "De senaste tolv hela månaderna jämförs med de tolv före, kategori för kategori, med intervall som räknar med att händelser kommer i klungor.",
                arguments: &["twelve-month", "--category", "category"],
                drawn: Drawn::Table,
                days: Days::Covered,
            },
            Way {
                slug: "manader",
                label: "Månad för månad",
                explained: "Antalet per månad delas i trend, säsong och rest (STL, Cleveland m.fl. 1990). Kurvan är till för att se, inte för att avgöra: avgöra gör förändringen per år.",
                arguments: &["stl"],
                drawn: Drawn::Months,
                days: Days::Covered,
            },
        ],
    },
    Question {
        slug: "ovanligt",
        title: "Vad är ovanligt just nu?",
        sections: &[],
        ways: &[
            Way {
                slug: "senaste-veckan",
                label: "Senaste hela veckan",
                explained: "Den senaste hela veckan jämförs, kategori för kategori, med vad trend och säsong ger. Gränsen är satt så att högst en av tjugo larm väntas vara falska, alla kategorier tillsammans (Benjamini och Hochberg 1995).",
                arguments: &["alerts", "--category", "category"],
                drawn: Drawn::Alerts,
                days: Days::Covered,
            },
            Way {
                slug: "tre-veckor",
                label: "Tre och tretton veckor mot de före",
                explained: "De senaste tre veckorna jämförs med de tretton före, och de senaste tretton med de femtiotvå före, för varje kategori i varje område. Larm är de som finns kvar när alla prövas tillsammans (Benjamini och Hochberg 1995).",
                arguments: &["window-alerts", "--category", "category", "--area", "deso"],
                drawn: Drawn::Table,
                days: Days::Covered,
            },
            Way {
                slug: "tretton-veckor",
                label: "Tretton veckor",
                explained: "De senaste tretton hela veckorna, vecka för vecka (ISO 8601). Tabellen är till för att se; om en vecka är ovanlig säger den första sidan.",
                arguments: &["counts", "--by", "category", "--by-time", "week"],
                drawn: Drawn::Weeks,
                days: Days::ThirteenWeeks,
            },
        ],
    },
    Question {
        slug: "var",
        title: "Var händer det?",
        sections: &["platser"],
        ways: &[
            Way {
                slug: "rutor",
                label: "Rutor som sticker ut",
                explained: "Kommunen delas i rutor på 500 meter. En ruta sticker ut när den och dess grannar har fler händelser än slumpen ger (Getis och Ord 1992, med kontroll av andelen falska).",
                arguments: &["hot-spots", "--cell", "500"],
                drawn: Drawn::HotSpots,
                days: Days::All,
            },
            Way {
                slug: "vaxande",
                label: "Växande, stadiga och avtagande",
                explained: "År för år prövas vilka rutor på 500 meter som sticker ut mot resten av kommunen, och om de blir hetare eller svalare (Gi* med Mann-Kendalls trendtest; klasserna efter Esris framväxande hot spots, med våra ord).",
                arguments: &["emerging", "--cell", "500"],
                drawn: Drawn::Table,
                days: Days::Covered,
            },
            Way {
                slug: "omraden",
                label: "Antal per område",
                explained: "Rader räknas per statistiskt område (DeSO eller RegSO). Antal säger var arbetet finns; per invånare visas nedanför.",
                arguments: &["counts", "--by", "deso"],
                drawn: Drawn::Counts("deso"),
                days: Days::All,
            },
            Way {
                slug: "egna",
                label: "Antal per egen plats",
                explained: "Rader räknas per egen plats, så som platserna är ritade under Platser.",
                arguments: &["counts", "--by", "own_area"],
                drawn: Drawn::Counts("own_area"),
                days: Days::All,
            },
            Way {
                slug: "anhopningar",
                label: "Anhopningar",
                explained: "Punkter som ligger tätt blir en anhopning: minst tio händelser inom 100 meter (DBSCAN, Ester m.fl. 1996).",
                arguments: &["clusters", "--radius", "100", "--least", "10"],
                drawn: Drawn::Clusters,
                days: Days::LastYear,
            },
            Way {
                slug: "koncentration",
                label: "Hur få platser rymmer hälften",
                explained: "Rutor på 200 meter ordnas från den med flest händelser. Bredvid står vad slumpen ger när samma antal händelser kastas ut jämnt 999 gånger (Bernasco och Steenbeek 2017).",
                arguments: &["concentration", "--cell", "200", "--seed", "1"],
                drawn: Drawn::Concentration,
                days: Days::LastYear,
            },
        ],
    },
    Question {
        slug: "nar",
        title: "När händer det?",
        sections: &["veckan"],
        ways: &[
            Way {
                slug: "veckan",
                label: "Veckodag och timme",
                explained: "Rader med klockslag räknas per veckodag och timme. Väntat är en jämn spridning över veckan; skillnaden står i standardavvikelser.",
                arguments: &["week"],
                drawn: Drawn::Week,
                days: Days::All,
            },
            Way {
                slug: "tidsspann",
                label: "Med tidsspann",
                explained: "Där källan anger från och till delas händelsen jämnt över spannet (aoristisk analys, Ratcliffe 2000).",
                arguments: &["aoristic", "--until", "end"],
                drawn: Drawn::Week,
                days: Days::All,
            },
        ],
    },
    Question {
        slug: "aterkommer",
        title: "Kommer det tillbaka?",
        sections: &[],
        ways: &[
            Way {
                slug: "nara",
                label: "Nära i tid och rum",
                explained: "Par av händelser räknas efter avstånd och dagar mellan dem, och jämförs med vad som blir när dagarna blandas 999 gånger (Knox 1964). Står 1,5 i en ruta är det hälften fler än väntat.",
                arguments: &["near-repeat", "--seed", "1"],
                drawn: Drawn::NearRepeats,
                days: Days::LastYear,
            },
            Way {
                slug: "skurar",
                label: "Skurar på en plats",
                explained: "Cirklar på upp till en kilometer och perioder på upp till fyra veckor prövas; en skur är fler händelser än platsens och periodens egna nivåer ger (Kulldorff m.fl. 2005).",
                arguments: &["scan", "--cell", "250", "--radius", "1000", "--seed", "1"],
                drawn: Drawn::Scan,
                days: Days::LastYear,
            },
        ],
    },
    Question {
        slug: "kallor",
        title: "Var är källorna överens?",
        sections: &["problem", "tabeller"],
        ways: &[Way {
            slug: "kalla-kategori",
            label: "Källa och kategori",
            explained: "Rader räknas per källa och kategori. Källor ser olika saker: polisen det som anmäls, vakter och fastighetsägare det de möter. Att en källa saknar något betyder inte att det inte händer.",
            arguments: &["counts", "--by", "source,category"],
            drawn: Drawn::Counts("source"),
            days: Days::All,
        }],
    },
    Question {
        slug: "boende",
        title: "Vad säger de som bor och vistas här?",
        sections: &["trygghet", "problemindex", "matresultat"],
        ways: &[],
    },
    Question {
        slug: "jamfor",
        title: "Hur ser det ut jämfört med andra?",
        sections: &["statistik"],
        ways: &[],
    },
    Question { slug: OWN, title: "Ställ en egen fråga", sections: &[], ways: OWN_WAYS },
];

/// The address of a reader's own question, which is answered in the ways of all others and in some more.
const OWN: &str = "egen";

/// Ways that only a question of one's own has.
const OWN_WAYS: &[Way] = &[
    Way {
        slug: "antal-ar",
        label: "Antal per år",
        explained: "Rader räknas per år. Ett år som inte är slut är inte helt.",
        arguments: &["counts", "--by-time", "year"],
        drawn: Drawn::Counts("year"),
        days: Days::All,
    },
    Way {
        slug: "kategori-ar",
        label: "Antal per kategori och år",
        explained: "Rader räknas per kategori och år.",
        arguments: &["counts", "--by", "category", "--by-time", "year"],
        drawn: Drawn::Table,
        days: Days::All,
    },
    Way {
        slug: "kategori-omrade",
        label: "Antal per kategori och område",
        explained: "Rader räknas per kategori och statistiskt område.",
        arguments: &["counts", "--by", "category,deso"],
        drawn: Drawn::Table,
        days: Days::All,
    },
    Way {
        slug: "timme",
        label: "Antal per timme på dygnet",
        explained: "Rader räknas per timme. Rader utan klockslag är inte med i någon timme.",
        arguments: &["counts", "--by-time", "hour"],
        drawn: Drawn::Table,
        days: Days::All,
    },
    Way {
        slug: "per-ar-totalt",
        label: "Förändring per år, allt tillsammans",
        explained: "Som förändringen per år, men för alla valda rader som en serie.",
        arguments: &["trend"],
        drawn: Drawn::Table,
        days: Days::Covered,
    },
    Way {
        slug: "veckor-mot-tidigare-ar",
        label: "Senaste veckan mot samma veckor tidigare år",
        explained: "Veckan jämförs med veckorna kring samma tid i högst fem tidigare år (Farrington m.fl. 1996, Noufaily m.fl. 2013).",
        arguments: &["farrington", "--category", "category"],
        drawn: Drawn::Table,
        days: Days::Covered,
    },
    Way {
        slug: "lika-grannar",
        label: "Rutor som liknar eller skiljer sig från sina grannar",
        explained: "Varje ruta på 500 meter jämförs med sina grannar: hög bland höga, låg bland låga, eller en ensam avvikelse (Anselin 1995, med kontroll av andelen falska).",
        arguments: &["local-moran", "--cell", "500"],
        drawn: Drawn::Table,
        days: Days::All,
    },
    Way {
        slug: "anhopningar-i-tid",
        label: "Anhopningar i tid och rum",
        explained: "Minst fem händelser inom 150 meter och 14 dagar från varandra (ST-DBSCAN, Birant och Kut 2007).",
        arguments: &["clusters", "--radius", "150", "--least", "5", "--days", "14"],
        drawn: Drawn::Clusters,
        days: Days::LastYear,
    },
];

impl Drawn {
    /// Whether it lies on a map.
    pub(super) fn is_map(self) -> bool {
        matches!(self, Self::HotSpots | Self::Clusters)
    }
}

impl Question {
    /// The question at an address.
    pub(super) fn at(slug: &str) -> Option<&'static Self> {
        QUESTIONS.iter().find(|question| question.slug == slug)
    }

    /// Whether the reader chooses the method too.
    pub(super) fn is_own(&self) -> bool {
        self.slug == OWN
    }

    /// The ways to answer it: of a question of one's own, all that there are.
    pub(super) fn ways(&self) -> Vec<&'static Way> {
        if self.is_own() {
            QUESTIONS.iter().flat_map(|question| question.ways).collect()
        } else {
            self.ways.iter().collect()
        }
    }

    /// The way that is asked for, or the usual one.
    pub(super) fn way(&self, slug: &str) -> Option<&'static Way> {
        let ways = self.ways();
        ways.iter().find(|way| way.slug == slug).or_else(|| ways.first()).copied()
    }

    /// The one that is read after it.
    pub(super) fn next(&self) -> Option<&'static Self> {
        let at = QUESTIONS.iter().position(|question| question.slug == self.slug)?;
        QUESTIONS.get(at + 1)
    }
}
