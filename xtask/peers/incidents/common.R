# What the R scripts do alike: input, best of several runs, one JSON line.
suppressMessages(library(jsonlite))

words <- commandArgs(TRUE)
folder <- words[1]
n <- as.integer(words[2])
setting <- function(name) as.numeric(words[which(words == paste0("--", name)) + 1])

# A column of the events: "x.f64", "y.f64" or "minute.i32".
column <- function(name) {
  from <- file(file.path(folder, sprintf("events-%d.%s", n, name)), "rb")
  on.exit(close(from))
  if (endsWith(name, "f64")) readBin(from, "double", n) else readBin(from, "integer", n, 4)
}

best <- function(call, runs = setting("runs"), budget = 20) {
  times <- c()
  while (length(times) < runs && sum(times) < budget) {
    start <- Sys.time()
    result <- call()
    times <- c(times, as.numeric(Sys.time() - start, units = "secs"))
  }
  list(seconds = min(times), result = result)
}

emit <- function(what, peer, seconds, check) {
  peak <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  line <- list(what = what, peer = paste("R", peer), version = as.character(packageVersion(peer)), n = n,
               seconds = seconds, peak_mb = as.numeric(gsub("[^0-9]", "", peak)) / 1024, check = check)
  cat(toJSON(line, digits = NA, auto_unbox = TRUE), "\n")
}
