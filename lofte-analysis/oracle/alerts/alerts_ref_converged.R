# surveillance's farringtonFlexible with its glm() run to the end: glm stops at a relative change of the deviance of 1e-8, which
# moves the delta bounds of the polisen series by up to 7e-6. args: alerts_ref_*.json
suppressMessages({library(surveillance);library(jsonlite)})
g<-function(epsilon=1e-14,maxit=200,trace=FALSE) list(epsilon=epsilon,maxit=maxit,trace=trace)
environment(g)<-asNamespace("stats");assignInNamespace("glm.control",g,"stats")
a<-fromJSON(commandArgs(TRUE)[1]);w<-a$result$weekly;n<-length(w);K<-a$weeks_tested;first<-a$result$weeks[1]
s<-sts(observed=matrix(w),start=c(as.integer(substr(first,1,4)),as.integer(substr(first,7,8))),frequency=52,epoch=as.numeric(as.Date(a$result$monday)),epochAsDate=TRUE)
f<-suppressWarnings(farringtonFlexible(s,control=list(range=(n-K+1):n,b=a$b,w=3,reweight=TRUE,weightsThreshold=2.58,alpha=0.05,trend=TRUE,pThresholdTrend=1,noPeriods=10,pastWeeksNotIncluded=26,thresholdMethod="delta",powertrans="2/3")))
cat(toJSON(list(what="farringtonFlexible, delta, glm run to the end",lib=paste("surveillance",packageVersion("surveillance")),b=a$b,result=list(alarm=as.integer(f@alarm[,1]),upper=as.numeric(f@upperbound[,1]),expected=as.numeric(f@control$expected),phi=as.numeric(f@control$phi))),digits=I(14),auto_unbox=TRUE,na="null"))
