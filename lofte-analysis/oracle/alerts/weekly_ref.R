# Weekly trend with season and the prediction for the week after, by glm(). args: alerts_ref_*.json, number of last weeks judged
suppressMessages(library(jsonlite))
a<-fromJSON(commandArgs(TRUE)[1]);y<-a$result$weekly;n<-length(y);K<-as.integer(commandArgs(TRUE)[2]);P<-365.25/7
x<-data.frame(y=y,t=0:(n-1)/P,days=7);w<-2*pi*x$t;x<-cbind(x,s1=sin(w),c1=cos(w),s2=sin(2*w),c2=cos(2*w))
# a week of 5 days, and a week that nobody counted
x$days[10]<-5;x$days[30]<-0
f<-y~t+s1+c1+s2+c2+offset(log(days));# the second call begins at the fit, so that weights and errors are those of the fit and not of the step before it
fit<-function(d){d<-d[d$days>0,];m<-glm(f,quasipoisson,d,epsilon=1e-14,maxit=100);glm(f,quasipoisson,d,start=coef(m),epsilon=1e-12)}
one<-function(k){m<-fit(x[1:(k-1),]);phi<-max(1,summary(m)$dispersion);p<-predict(m,x[k,],se.fit=TRUE,dispersion=phi);mu<-exp(p$fit)
 V<-phi*mu+mu^2*p$se.fit^2;size<-mu^2/(V-mu)
 unname(c(mu,p$se.fit,phi,pnbinom(y[k]-1,size=size,mu=mu,lower.tail=FALSE),qnbinom(1/52,size=size,mu=mu,lower.tail=FALSE)))}
r<-t(sapply((n-K+1):n,one));m<-fit(x);b<-coef(m)["t"];se<-sqrt(vcov(m)["t","t"])
cat(toJSON(list(what="weekly prediction",lib=paste("R",getRversion()),weeks=K,days=x$days,result=list(coef=unname(coef(m)),se=unname(sqrt(diag(vcov(m)))),dispersion=summary(m)$dispersion,df=m$df.residual,
 pct=unname(100*expm1(b)),pct_student=unname(100*expm1(b+c(-1,1)*qt(.975,m$df.residual)*se)),pct_normal=unname(100*expm1(b+c(-1,1)*qnorm(.975)*se)),
 mu=r[,1],se_link=r[,2],phi=r[,3],p=r[,4],upper=r[,5],p_bh=p.adjust(r[,4],"BH"))),digits=I(15),auto_unbox=TRUE))
