# Windows of one weekly series, each taken for a kind of its own, judged together in their last week by glm(); and the trend of the whole series. args: alerts_ref_*.json, weeks in a window, number of windows
suppressMessages(library(jsonlite))
y<-fromJSON(commandArgs(TRUE)[1])$result$weekly;N<-as.integer(commandArgs(TRUE)[2]);K<-as.integer(commandArgs(TRUE)[3]);P<-365.25/7
frame<-function(y){x<-data.frame(y=y,t=(seq_along(y)-1)/P);w<-2*pi*x$t;cbind(x,s1=sin(w),c1=cos(w),s2=sin(2*w),c2=cos(2*w))}
f<-y~t+s1+c1+s2+c2
# the second call begins at the fit, so that weights and errors are those of the fit and not of the step before it
fit<-function(d){m<-glm(f,quasipoisson,d,epsilon=1e-14,maxit=100);glm(f,quasipoisson,d,start=coef(m),epsilon=1e-12)}
# two kinds have an outbreak in the week that is judged
extra<-rep(0,K);extra[5]<-40;extra[12]<-28
one<-function(i){v<-y[i:(i+N-1)];v[N]<-v[N]+extra[i];x<-frame(v);m<-fit(x[-N,]);phi<-max(1,summary(m)$dispersion);p<-predict(m,x[N,],se.fit=TRUE,dispersion=phi);mu<-exp(p$fit)
 V<-phi*mu+mu^2*p$se.fit^2;size<-mu^2/(V-mu)
 unname(c(mu,pnbinom(x$y[N]-1,size=size,mu=mu,lower.tail=FALSE),qnbinom(1/52,size=size,mu=mu,lower.tail=FALSE)))}
r<-t(sapply(1:K,one));m<-fit(frame(y));b<-coef(m)["t"];se<-sqrt(vcov(m)["t","t"])
cat(toJSON(list(what="last week of windows judged together, and the whole trend",lib=paste("R",getRversion()),window=N,windows=K,extra=extra,result=list(mu=r[,1],p=r[,2],upper=r[,3],p_bh=p.adjust(r[,2],"BH"),
 dispersion=summary(m)$dispersion,pct=unname(100*expm1(b)),pct_student=unname(100*expm1(b+c(-1,1)*qt(.975,m$df.residual)*se)),pct_normal=unname(100*expm1(b+c(-1,1)*qnorm(.975)*se)))),digits=I(15),auto_unbox=TRUE))
