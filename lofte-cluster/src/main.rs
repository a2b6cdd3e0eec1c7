//! The programs of a cluster: `scheduler`, `executor`, `gateway`, and `national` for whoever asks across municipalities.
//!
//! Each says on one line of its output where it listens, once it does, and logs to its error output.

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use lofte_cluster::callers::Callers;
use lofte_cluster::engine::Engine;
use lofte_cluster::place::Place;
use lofte_cluster::{gateway, members};
use lofte_model::records::{NationalSelection, RecordKind};
use lofte_records::Gateway;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};

/// The distributed answerer of Löfte's records.
#[derive(Parser)]
#[command(version, name = "lofte-cluster")]
struct Arguments {
    #[command(subcommand)]
    member: Member,
}

#[derive(Subcommand)]
enum Member {
    /// Give out work to executors; one for each cluster
    Scheduler(Scheduler),
    /// Do work; one for each machine
    Executor(Executor),
    /// Answer the questions of houses
    Gateway(GatewayArguments),
    /// Ask a gateway for the table of the country, suppressed, as JSON
    National(National),
}

#[derive(Args)]
struct Rows {
    /// Where the rows are: a folder that every member sees under this path, or s3://bucket/prefix with AWS_* in the environment
    #[arg(long, env = "LOFTE_RECORDS")]
    records: String,
}

impl Rows {
    fn open(&self) -> Result<Place> {
        Place::open(&self.records).with_context(|| format!("cannot use the records at {}", self.records))
    }
}

#[derive(Args)]
struct Scheduler {
    #[command(flatten)]
    rows: Rows,
    /// Address to listen on; nothing is authenticated there, so it must be on a closed network
    #[arg(long, default_value = "127.0.0.1:50050")]
    listen: SocketAddr,
    /// Name that executors reach it by
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Seconds of silence after which an executor is taken for gone, at least 6
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(members::LEAST_PATIENCE..))]
    patience: u64,
}

#[derive(Args)]
struct Executor {
    #[command(flatten)]
    rows: Rows,
    /// Address where others fetch what it has worked out; nothing is authenticated there, so it must be on a closed network
    #[arg(long, default_value = "127.0.0.1:50051")]
    listen: SocketAddr,
    /// Port where the scheduler hands over tasks, at the same address; the next one when left out
    #[arg(long)]
    task_port: Option<u16>,
    /// Name that the others reach it by; the address it listens on when left out
    #[arg(long)]
    host: Option<String>,
    /// Name and port of the scheduler
    #[arg(long, default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// Tasks at the same time; as many as there are processors when left out
    #[arg(long)]
    cores: Option<usize>,
    /// Folder for what has been worked out until it is fetched
    #[arg(long)]
    work_dir: PathBuf,
}

#[derive(Args)]
struct GatewayArguments {
    #[command(flatten)]
    rows: Rows,
    /// Address to listen on; a web server with a certificate stands in front
    #[arg(long, default_value = "127.0.0.1:50080")]
    listen: SocketAddr,
    /// Name and port of the scheduler
    #[arg(long, default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// File with a line for each secret: whose rows, and the secret
    #[arg(long)]
    secrets: PathBuf,
}

#[derive(Args)]
struct National {
    /// Address of the gateway
    #[arg(long)]
    gateway: String,
    /// File that holds the secret of a national role
    #[arg(long)]
    secret: PathBuf,
    /// Kind of rows: offence, disturbance or fault
    #[arg(long, value_parser = kind)]
    kind: RecordKind,
    /// Year
    #[arg(long)]
    year: i16,
}

fn kind(word: &str) -> Result<RecordKind, String> {
    RecordKind::from_word(word)
        .filter(|kind| RecordKind::INCIDENTS.contains(kind))
        .ok_or_else(|| "write offence, disturbance or fault".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LOFTE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,lofte_cluster=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse().member).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(member: Member) -> Result<()> {
    match member {
        Member::Scheduler(told) => scheduler(told).await,
        Member::Executor(told) => executor(told).await,
        Member::Gateway(told) => serve(told).await,
        Member::National(told) => national(told).await,
    }
}

async fn scheduler(told: Scheduler) -> Result<()> {
    let place = told.rows.open()?;
    let listener = bind(told.listen).await?;
    say(&format!("scheduler {}", listener.local_addr()?))?;
    tokio::select! {
        ended = members::scheduler(place, listener, told.host, told.patience) => Ok(ended?),
        stopped = asked_to_stop() => stopped,
    }
}

async fn executor(told: Executor) -> Result<()> {
    let place = told.rows.open()?;
    let (host, port) = told.scheduler.rsplit_once(':').context("write the scheduler as name:port")?;
    let scheduler = (host.to_owned(), port.parse().context("the scheduler's port is no number")?);
    let next = if told.listen.port() == 0 { 0 } else { told.listen.port().wrapping_add(1) };
    let (results, port) = hold(told.listen)?;
    let (tasks, task_port) = hold(SocketAddr::new(told.listen.ip(), told.task_port.unwrap_or(next)))?;
    let host = told.listen.ip().to_string();
    let cores = told.cores.map_or_else(|| std::thread::available_parallelism().map(usize::from), Ok)?;
    std::fs::create_dir_all(&told.work_dir)
        .with_context(|| format!("cannot use the folder {}", told.work_dir.display()))?;
    let known_as = told.host.unwrap_or_else(|| host.clone());
    say(&format!("executor {host}:{port}"))?;
    let told =
        members::Executor { host, known_as, port, task_port, scheduler, cores, work_dir: told.work_dir };
    members::executor(place, told).await?;
    drop((results, tasks));
    Ok(())
}

async fn serve(told: GatewayArguments) -> Result<()> {
    let place = told.rows.open()?;
    let secrets = told.secrets.display().to_string();
    let callers = Callers::read(&told.secrets).with_context(|| format!("cannot use {secrets}"))?;
    let engine = Engine::over_cluster(place, &format!("df://{}", told.scheduler)).await?;
    let listener = bind(told.listen).await?;
    say(&format!("gateway http://{}", listener.local_addr()?))?;
    let stop = async { drop(asked_to_stop().await) };
    axum::serve(listener, gateway::routes(engine, callers)).with_graceful_shutdown(stop).await?;
    Ok(())
}

async fn national(told: National) -> Result<()> {
    let gateway = Gateway::open(&told.gateway, &told.secret, Duration::from_mins(10))?;
    let table = gateway.national(NationalSelection { kind: told.kind, year: told.year }).await?;
    say(&serde_json::to_string_pretty(&table)?)
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Ballista takes a port, not a listener: of port 0 it would tell the others 0. Held without listening, the port is nobody
/// else's until Ballista listens there.
fn hold(address: SocketAddr) -> Result<(TcpSocket, u16)> {
    let held = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    held.set_reuseaddr(true)?;
    held.bind(address).with_context(|| format!("cannot listen on {address}"))?;
    let port = held.local_addr()?.port();
    Ok((held, port))
}

async fn asked_to_stop() -> Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminated.recv() => {}
    }
    Ok(())
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
