# Rao-Scott tests of independence and likelihood intervals of shares, with Debian's r-cran-survey 4.1-1.
#
#   Rscript independence.R > independence_r_survey_4.1.json        (in this folder)
suppressMessages(library(survey))
options(digits = 17)
read <- function(name) read.csv(file.path("../survey/data", paste0(name, ".csv")))
strat <- read("apistrat"); clus1 <- read("apiclus1"); clus2 <- read("apiclus2"); nhanes <- read("nhanes")
designs <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
  clus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1),
  nhanes = svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes))
number <- function(x) format(as.numeric(x), digits = 17, trim = TRUE)
case <- function(id, ...) {
  fields <- list(...)
  cat(sprintf('%s  {"id": "%s", %s}', if (first) "" else ",\n", id,
              paste(sprintf('"%s": %s', names(fields), sapply(fields, number)), collapse = ", ")))
  first <<- FALSE
}
first <- TRUE
cat('{"made_by": "independence.R, r-cran-survey 4.1-1", "cases": [\n')
tables <- list(strat = c("sch.wide", "comp.imp"), strat = c("stype", "awards"), clus1 = c("sch.wide", "comp.imp"),
               clus1 = c("stype", "sch.wide"), nhanes = c("RIAGENDR", "HI_CHOL"), nhanes = c("race", "agecat"))
for (k in seq_along(tables)) {
  name <- names(tables)[k]; formula <- as.formula(paste0("~", paste(tables[[k]], collapse = "+")))
  f <- svychisq(formula, designs[[name]], statistic = "F"); chi <- svychisq(formula, designs[[name]], statistic = "Chisq")
  case(paste(c("independence", name, tables[[k]]), collapse = "."), f = f$statistic, ndf = f$parameter[1], ddf = f$parameter[2], p_f = f$p.value,
       chisq = chi$statistic, df = chi$parameter, p_chisq = chi$p.value)
}
shares <- list(strat = "I(as.numeric(comp.imp == 'Yes'))", clus1 = "I(as.numeric(sch.wide == 'Yes'))", nhanes = "HI_CHOL")
for (k in seq_along(shares)) {
  name <- names(shares)[k]
  # R scales the weights over all rows, also those without an answer.
  answered <- if (name == "nhanes") subset(designs$nhanes, !is.na(HI_CHOL)) else designs[[name]]
  for (level in c(0.9, 0.95)) {
    ci <- svyciprop(as.formula(paste0("~", shares[[k]])), answered, method = "likelihood", level = level)
    case(paste("likelihood", name, level, sep = "."), est = as.numeric(ci), lo = attr(ci, "ci")[1], hi = attr(ci, "ci")[2], df = degf(designs[[name]]))
  }
}
cat("\n]}\n")
