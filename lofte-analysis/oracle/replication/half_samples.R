# Balanced half-samples, Fay's method and quantiles from replicates, by R's survey (Debian: r-cran-survey).
#
#   Rscript half_samples.R > half_samples_r_survey_4.1.json        (in this folder)
#
# R and Löfte pick other Hadamard matrices, and statistics that are not linear notice. So R is given Löfte's: Sylvester's
# matrix of the next power of two above the number of strata, its first row (which no stratum uses) turned, because R
# takes the first value it finds for "second unit in". R numbers strata by their names as text: here that is the order of
# the rows, in which Löfte numbers them.
suppressMessages(library(survey))

sylvester <- function(order) {
  m <- matrix(1)
  while (nrow(m) < order) m <- rbind(cbind(m, m), cbind(m, -m))
  m[1, ] <- -m[1, ]
  m
}
matrix_for <- function(strata) sylvester(2^ceiling(log2(strata + 1)))

# Two clusters in each stratum: NHANES without the one stratum that has three.
nhanes <- read.csv("../survey/data/nhanes.csv")
nhanes <- nhanes[nhanes$SDMVSTRA != 86, ]
nhanes <- nhanes[order(nhanes$SDMVSTRA, nhanes$SDMVPSU), ]
clusters <- svydesign(~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes)
# Two schools in each stratum: the schools of apistrat two by two, as they stand.
schools <- read.csv("../survey/data/apistrat.csv")
schools$pair <- sprintf("%03d", (seq_len(nrow(schools)) + 1) %/% 2)
pairs <- svydesign(~1, strata = ~pair, weights = ~pw, data = schools)

cases <- list()
numbers <- function(x) paste0("[", paste(sprintf("%.15g", as.numeric(x)), collapse = ","), "]")
add <- function(id, what, est, se, lo, hi, df) {
  field <- function(name, x) sprintf('"%s":%s', name, numbers(x))
  values <- c(field("est", est), field("se", se), field("lo", lo), field("hi", hi))
  head <- sprintf('{"id":"%s","stat":"%s","df":%d,', id, what, as.integer(df))
  cases[[length(cases) + 1]] <<- paste0(head, paste(values, collapse = ","), "}")
}
statistic <- function(id, what, result, df) {
  ends <- confint(result, df = df)
  add(id, what, coef(result), SE(result), ends[, 1], ends[, 2], df)
}
quantiles <- function(id, design, df) {
  q <- svyquantile(~api00, design, c(0.25, 0.5, 0.75), interval.type = "quantile", qrule = "math")[[1]]
  add(id, "quartiles api00", q[, 1], q[, 4], q[, 2], q[, 3], df)
}

methods <- list(brr = list("BRR", 0), fay3 = list("Fay", 0.3), fay5 = list("Fay", 0.5))
for (name in names(methods)) for (mse in c(TRUE, FALSE)) {
  kind <- methods[[name]]
  tag <- paste0(name, if (mse) ".mse" else ".nomse")
  replicates <- function(design, strata) {
    h <- matrix_for(strata)
    as.svrepdesign(design, type = kind[[1]], fay.rho = kind[[2]], hadamard.matrix = h, mse = mse)
  }
  d <- replicates(clusters, 14)
  df <- degf(clusters)
  statistic(paste0(tag, ".nhanes.hi_chol"), "mean HI_CHOL", svymean(~HI_CHOL, d, na.rm = TRUE), df)
  for (race in 1:4) {
    one <- svymean(~HI_CHOL, d[nhanes$race == race, ], na.rm = TRUE)
    statistic(sprintf("%s.nhanes.hi_chol.race%d", tag, race), "mean HI_CHOL of one race", one, df)
  }
  d <- replicates(pairs, 100)
  df <- degf(pairs)
  statistic(paste0(tag, ".pairs.mean.api00"), "mean api00", svymean(~api00, d), df)
  statistic(paste0(tag, ".pairs.total.enroll"), "total enroll", svytotal(~enroll, d, na.rm = TRUE), df)
  statistic(paste0(tag, ".pairs.prop.awards"), "shares awards", svymean(~awards, d), df)
  statistic(paste0(tag, ".pairs.ratio"), "ratio api.stu/enroll", svyratio(~api.stu, ~enroll, d), df)
  improved <- subset(d, comp.imp == "Yes")
  statistic(paste0(tag, ".pairs.domain"), "mean api00 where comp.imp Yes", svymean(~api00, improved), df)
  quantiles(paste0(tag, ".pairs.quartiles"), d, df)
  # The change of the same schools from 1999 to 2000.
  change <- svycontrast(svymean(~api99 + api00, d), c(api99 = -1, api00 = 1))
  statistic(paste0(tag, ".pairs.change.mean"), "mean api00 - mean api99", change, df)
  change <- withReplicates(d, function(w, data) {
    survey:::qrule_math(data$api00, w, 0.5) - survey:::qrule_math(data$api99, w, 0.5)
  })
  half <- qt(0.975, df) * SE(change)
  est <- coef(change)
  add(paste0(tag, ".pairs.change.median"), "median api00 - median api99", est, SE(change), est - half, est + half, df)
}

# Given bootstrap weights.
given <- read.csv("../survey/data/apistrat_raowu60.csv")
columns <- grep("^row$", names(given), invert = TRUE, value = TRUE)
d <- svrepdesign(
  data = schools, weights = ~pw, repweights = as.matrix(given[, columns]), combined.weights = TRUE,
  type = "other", scale = 1 / 60, rscales = rep(1, 60), mse = TRUE
)
q <- withReplicates(d, function(w, data) {
  sapply(c(0.25, 0.5, 0.75), function(p) survey:::qrule_math(data$api00, w, p))
})
df <- 59
half <- qt(0.975, df) * SE(q)
add("raowu60.mse.quartiles", "quartiles api00", coef(q), SE(q), coef(q) - half, coef(q) + half, df)

cat(sprintf('{\n"generator": "half_samples.R",\n"R": "%s",\n"survey": "%s",\n"cases": [\n', R.version.string,
            packageVersion("survey")))
cat(paste(unlist(cases), collapse = ",\n"))
cat("\n]\n}\n")
