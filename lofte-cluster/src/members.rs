//! The members of a cluster: one scheduler, and as many executors as there are machines.
//!
//! They are Ballista's own, with our one function and with the place of the records opened. Between them nothing is
//! authenticated and nothing is encrypted: their ports belong on a network that nobody else can reach.

use crate::place::Place;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::execution::SessionStateBuilder;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

/// How often a scheduler looks for executors that are gone, in seconds.
const LOOKING_SECONDS: u64 = 2;
/// How long an executor waits for a scheduler that is still starting, in seconds.
const CONNECTING_SECONDS: u16 = 60;
/// How long what an executor has worked out is kept for others to fetch, in seconds, and how often it is cleared away.
const KEPT_SECONDS: u64 = 3600;
const CLEARING_SECONDS: u64 = 600;

/// How often an executor says that it lives, in seconds.
const HEARTBEAT_SECONDS: u64 = 2;
/// The least patience with an executor, in seconds: one may miss a heartbeat or two.
pub const LEAST_PATIENCE: u64 = 3 * HEARTBEAT_SECONDS;

/// Runs a scheduler until it fails. An executor that is silent for `patience` seconds is gone, and what it was doing is
/// given to others.
///
/// # Errors
/// What Ballista says.
pub async fn scheduler(
    place: Place,
    listener: TcpListener,
    host: String,
    patience: u64,
) -> ballista_core::error::Result<()> {
    let address = listener.local_addr()?;
    let session = move |config| {
        let mut state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(place.runtime()?)
            .with_default_features()
            .build();
        datafusion::execution::FunctionRegistry::register_udf(&mut state, place.kept())?;
        Ok(state)
    };
    let config = SchedulerConfig {
        scheduling_policy: TaskSchedulingPolicy::PushStaged,
        external_host: host,
        bind_host: address.ip().to_string(),
        bind_port: address.port(),
        executor_timeout_seconds: patience,
        no_executors_grace_period_seconds: patience,
        expire_dead_executor_interval_seconds: LOOKING_SECONDS,
        override_session_builder: Some(Arc::new(session)),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await?;
    start_grpc_service_with_listener(listener, scheduler).await
}

/// What an executor is told.
#[derive(Clone, Debug)]
pub struct Executor {
    /// The address it listens on.
    pub host: String,
    /// The name that others reach it by.
    pub known_as: String,
    /// The port where others fetch what it has worked out.
    pub port: u16,
    /// The port where the scheduler hands over tasks.
    pub task_port: u16,
    /// Where the scheduler is.
    pub scheduler: (String, u16),
    /// Tasks at the same time.
    pub cores: usize,
    /// Where it keeps what it has worked out until it is fetched.
    pub work_dir: PathBuf,
}

/// Runs an executor until it is told to stop or fails.
///
/// # Errors
/// What Ballista says.
pub async fn executor(place: Place, told: Executor) -> ballista_core::error::Result<()> {
    let mut functions = BallistaFunctionRegistry::default();
    let kept = place.kept();
    functions.scalar_functions.insert(kept.name().to_owned(), kept);
    let config = ExecutorProcessConfig {
        bind_host: told.host,
        external_host: Some(told.known_as),
        port: told.port,
        grpc_port: told.task_port,
        executor_heartbeat_interval_seconds: HEARTBEAT_SECONDS,
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        scheduler_host: told.scheduler.0,
        scheduler_port: told.scheduler.1,
        scheduler_connect_timeout_seconds: CONNECTING_SECONDS,
        vcores: told.cores,
        work_dir: Some(told.work_dir.display().to_string()),
        job_data_ttl_seconds: KEPT_SECONDS,
        job_data_clean_up_interval_seconds: CLEARING_SECONDS,
        override_function_registry: Some(Arc::new(functions)),
        override_runtime_producer: Some(Arc::new(move |_| place.runtime())),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await
}
