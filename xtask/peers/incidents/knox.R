# surveillance::knox: pairs within a distance and a number of days, both closed. args: FOLDER N --metres M --days D --perms P
source("common.R")
suppressMessages(library(surveillance))
x <- column("x.f64")
y <- column("y.f64")
day <- column("minute.i32") %/% 1440L
set.seed(1)
call <- function() {
  capture.output(k <- knox(dt = dist(day), ds = dist(cbind(x, y)), eps.t = setting("days"), eps.s = setting("metres"),
                           simulate.p.value = TRUE, B = setting("perms")))
  k
}
timed <- best(call)
emit("knox-one-band", "surveillance", timed$seconds, unname(timed$result$statistic))
