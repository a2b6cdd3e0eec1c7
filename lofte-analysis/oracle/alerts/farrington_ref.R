# Farrington flexible with the standard error of the prediction scaled by phi, by glm() from the definition. args: alerts_ref_*.json
# surveillance 1.20.3 overwrites the working weights of its glm by the reweighting weights before it asks for that standard
# error, so that its "delta" bounds rest on another dispersion, sum omega ((y - mu)/mu)^2 / df; both bounds are given here.
suppressMessages(library(jsonlite))
a<-fromJSON(commandArgs(TRUE)[1]);y<-a$result$weekly;d<-as.Date(a$result$monday);b<-a$b;n<-length(y);K<-a$weeks_tested
one<-function(k){
 r<-sapply(0:b,function(i){p<-as.POSIXlt(d[k]);p$year<-p$year-i;k-round(as.numeric(d[k]-as.Date(p))/7)})
 f<-rep(NA,n);f[(k-3):k]<-"0"
 for(i in 1:b){f[(r[i+1]-3):(r[i+1]+3)]<-"0";g<-(r[i+1]+4):(r[i]-4);L<-length(g);f[g]<-rep(1:9,L%/%9+(1:9<=L%%9))}
 u<-setdiff(which(!is.na(f)),(k-26):k);x<-data.frame(y=y[u],t=u-k,f=factor(f[u]))
 # the second call begins at the fit, so that weights and errors are those of the fit and not of the step before it
 run<-function(form,w){x$w<<-w;m<-glm(form,quasipoisson,x,weights=w,epsilon=1e-14,maxit=100);glm(form,quasipoisson,x,weights=w,start=coef(m),epsilon=1e-12)}
 fit<-function(form){
  m<-run(form,rep(1,nrow(x)));phi<-max(1,summary(m)$dispersion)
  s<-1.5*(x$y^(2/3)*fitted(m)^(-1/6)-sqrt(fitted(m)))/sqrt(phi*(1-hatvalues(m)))
  o<-ifelse(s>2.58,s^-2,1);m<-run(form,o*length(s)/sum(o));phi<-max(1,summary(m)$dispersion)
  p<-predict(m,data.frame(t=0,f=factor("0")),se.fit=TRUE,type="response",dispersion=1)
  odd<-sum(x$w*((x$y-fitted(m))/fitted(m))^2)/m$df.residual
  list(mu=p$fit,v=p$se.fit^2,phi=phi,odd=odd,trend=if(length(coef(m))>9&&"t"%in%names(coef(m))) coef(m)["t"] else NA)}
 m<-if(b>=3) fit(y~t+f) else NULL
 trend<-!is.null(m)&&m$mu<=max(x$y);if(!trend) m<-fit(y~f)
 bound<-function(scale) (m$mu^(2/3)+qnorm(.95)*sqrt(4/9*m$mu^(1/3)*(m$phi+scale*m$v/m$mu)))^1.5
 unname(c(m$mu,m$phi,trend,bound(m$phi),bound(m$odd),sqrt(m$phi*m$v),if(trend) m$trend else NA))}
r<-t(sapply((n-K+1):n,one))
cat(toJSON(list(what="Farrington flexible by its definition",lib=paste("R",getRversion()),b=b,result=list(expected=r[,1],phi=r[,2],trend=r[,3],delta_upper=r[,4],delta_upper_as_surveillance=r[,5],se=r[,6],trend_per_week=r[,7])),digits=I(14),auto_unbox=TRUE,na="null"))
