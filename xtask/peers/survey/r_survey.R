# R's side of `cargo xtask bench survey`: one task on one wave, one line of JSON.
#
# Rscript r_survey.R taylor FOLDER | Rscript r_survey.R raowu FOLDER REPLICATES
#
# FOLDER holds the raw columns that lofte-analysis/examples/measure_survey.rs makes. The time is that of the estimates
# from a design object that is ready; reading and making it are not in it.
suppressMessages(library(survey))
arguments <- commandArgs(TRUE)
task <- arguments[1]
column <- function(name, what, size, signed = TRUE) {
  path <- file.path(arguments[2], name)
  readBin(path, what, n = file.size(path) / size, size = size, signed = signed, endian = "little")
}
area <- column("area.u16", "integer", 2, FALSE)
wave <- data.frame(
  area = area,
  w = column("weight.f64", "double", 8),
  N = column("population.f64", "double", 8),
  safe = column("answers.u8", "integer", 1, FALSE)[seq_along(area)]
)

best <- function(work, runs = 5, budget = 20) {
  times <- c()
  while (length(times) == 0 || (length(times) < runs && sum(times) < budget)) {
    times <- c(times, system.time(result <- work())[["elapsed"]])
  }
  list(seconds = min(times), result = result)
}
by_area <- function(design) svyby(~safe, ~area, design, svymean)

if (task == "taylor") {
  design <- svydesign(~1, strata = ~area, weights = ~w, fpc = ~N, data = wave)
  done <- best(function() by_area(design))
  what <- "share by area"
} else {
  # The rescaled bootstrap of r - 1 units, without finite population correction.
  design <- svydesign(~1, strata = ~area, weights = ~w, data = wave)
  replicates <- as.integer(arguments[3])
  set.seed(1)
  done <- best(function() {
    by_area(as.svrepdesign(design, type = "subbootstrap", replicates = replicates, mse = TRUE))
  }, runs = 1)
  what <- "bootstrap by area"
}
table <- done$result[order(done$result$area), ]
peak <- as.numeric(gsub("\\D", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) / 1024
numbers <- function(x) paste(sprintf("%.17g", x), collapse = ",")
cat(sprintf(
  '{"what":"%s","peer":"R survey","version":"%s","n":%d,"seconds":%.6f,"peak_mb":%.1f,"figures":[%s]}\n',
  what, packageVersion("survey"), nrow(wave), done$seconds, peak, numbers(c(coef(table), SE(table)))
))
