# DBSCAN by R dbscan. args: FOLDER N --metres M --least K
source("common.R")
points <- cbind(column("x.f64"), column("y.f64"))
timed <- best(function() dbscan::dbscan(points, eps = setting("metres"), minPts = setting("least")))
emit("clusters", "dbscan", timed$seconds, sum(timed$result$cluster == 0))
