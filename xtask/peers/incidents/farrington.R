# Farrington flexible by R surveillance, the last N weeks judged by the five years before each. args: FOLDER N
source("common.R")
suppressMessages(library(surveillance))
w <- read.csv(file.path(folder, "weeks.csv"))
all <- nrow(w)
series <- sts(observed = matrix(w$count), start = c(w$year[1], w$week[1]), frequency = 52,
              epoch = as.numeric(as.Date(w$monday)), epochAsDate = TRUE)
control <- list(range = (all - n + 1):all, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, verbose = FALSE,
                glmWarnings = FALSE, alpha = 0.05, trend = TRUE, pThresholdTrend = 1, limit54 = c(5, 4),
                powertrans = "2/3", fitFun = "algo.farrington.fitGLM.flexible", populationOffset = FALSE,
                noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin")
timed <- best(function() farringtonFlexible(series, control = control))
emit("farrington", "surveillance", timed$seconds, sum(timed$result@upperbound))
