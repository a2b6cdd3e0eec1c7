# stats::stl in the variants that programs have as defaults. args: trend.json, alerts_ref_chicago.json
suppressMessages(library(jsonlite))
a<-commandArgs(TRUE);m<-fromJSON(a[1])$result$y;w<-fromJSON(a[2])$result$weekly
run<-function(y,period,...){s<-stl(ts(y,frequency=period),...);t<-s$time.series
 list(period=period,n=length(y),window=unname(s$win),degree=unname(s$deg),jump=unname(s$jump),inner=s$inner,outer=s$outer,seasonal=as.numeric(t[,1]),trend=as.numeric(t[,2]),weights=as.numeric(s$weights))}
cat(toJSON(list(what="STL variants",lib=paste("R",getRversion()),result=list(
 r_defaults_monthly=run(m,12,s.window=13),
 statsmodels_defaults_monthly=run(m,12,s.window=7,s.degree=1,t.window=23,l.window=13,s.jump=1,t.jump=1,l.jump=1,inner=5),
 robust_monthly=run(m,12,s.window=7,robust=TRUE),
 trend_level_monthly=run(m,12,s.window=9,t.degree=0,l.degree=0,s.jump=1,t.jump=5,l.jump=3,inner=3,outer=2),
 wide_windows_short=run(m[1:30],12,s.window=35,t.window=61,l.window=41,s.degree=1,s.jump=1,t.jump=1,l.jump=1),
 r_defaults_weekly=run(w,52,s.window=13))),digits=I(15),auto_unbox=TRUE))
