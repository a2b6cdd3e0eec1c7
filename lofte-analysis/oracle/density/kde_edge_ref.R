# Edge corrections over a polygon with a corner that points inwards and a hole: spatstat, 80 made-up points. args: none
suppressMessages({library(spatstat.geom);library(spatstat.explore);library(jsonlite)})
W<-owin(poly=list(list(x=c(0,4000,4000,2000,2000,0),y=c(0,0,3000,3000,1500,3000)),list(x=c(2600,2600,3300,3300),y=c(600,1200,1200,600))))
i<-0:79;x<-(i*617.3)%%4000;y<-(i*911.7)%%3000;k<-inside.owin(x,y,W);P<-ppp(x[k],y[k],window=W)
out<-list()
for (ker in c("gaussian","quartic")) {s<-if(ker=="gaussian") 300 else 500/sqrt(8)
 u<-density(P,sigma=s,kernel=ker,edge=TRUE,diggle=FALSE,dimyx=c(1200,1600))
 d<-density(P,sigma=s,kernel=ker,edge=TRUE,diggle=TRUE,dimyx=c(1200,1600))
 c<-0:39;r<-0:29;g<-expand.grid(c=c,r=r);gx<-g$c*100+50;gy<-g$r*100+50
 pick<-function(z) {v<-interp.im(z,gx,gy)*1e6;v[!inside.owin(gx,gy,W)]<-NA;v}
 out[[ker]]<-list(uniform=pick(u),diggle=pick(d),sum_diggle=integral(d))}
cat(toJSON(list(what="KDE with edge correction over a polygon, pixels of 2.5 m",lib=paste("spatstat.explore",packageVersion("spatstat.explore")),n=P$n,result=out),digits=I(9),auto_unbox=TRUE,na="null"))
