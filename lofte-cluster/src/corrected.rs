//! Rows that later deliveries have corrected, left out where they are read.
//!
//! A query knows which deliveries correct a file; their keys stand in small files beside the rows. Whoever reads a file
//! opens them too, once, and asks each row. So the keys travel neither in the plan nor through a join, however many
//! they are.

use datafusion::arrow::array::{AsArray, BooleanArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, ScalarValue, exec_err};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::RowKey;
use lofte_records::{Records, RecordsError};
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// The name of the function in queries.
const NAME: &str = "lofte_kept";
/// Deliveries whose keys are held; beyond that all are read anew.
const MOST_HELD: usize = 256;

type KeySet = Arc<HashSet<RowKey>>;

/// Keys of corrections at one place, read when first asked for. What a delivery corrects never changes.
#[derive(Debug)]
pub struct Keys {
    location: String,
    held: Mutex<HashMap<(MunicipalityCode, DeliveryId), KeySet>>,
}

impl Keys {
    /// Of the records at a place.
    pub fn at(location: &str) -> Self {
        Self { location: location.to_owned(), held: Mutex::default() }
    }

    fn of(&self, municipality: &MunicipalityCode, delivery: DeliveryId) -> Result<KeySet> {
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = (municipality.clone(), delivery);
        if let Some(keys) = held().get(&asked) {
            return Ok(Arc::clone(keys));
        }
        let keys = Arc::new(self.read(municipality, delivery)?);
        let mut held = held();
        if held.len() >= MOST_HELD {
            held.clear();
        }
        held.insert(asked, Arc::clone(&keys));
        Ok(keys)
    }

    /// Reads on a thread and in a runtime of its own: whoever evaluates an expression may not wait for the network.
    fn read(&self, municipality: &MunicipalityCode, delivery: DeliveryId) -> Result<HashSet<RowKey>> {
        let read = || -> std::result::Result<_, RecordsError> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| RecordsError::Store(error.into()))?;
            runtime.block_on(async {
                Records::open(&self.location)?.corrected_keys(municipality, delivery).await
            })
        };
        let read = std::thread::scope(|scope| scope.spawn(read).join());
        let read = read.map_err(|_| DataFusionError::Execution("corrections cannot be read".to_owned()))?;
        read.map_err(|error| DataFusionError::External(error.into()))
    }
}

/// The function that says of each key whether its row counts.
pub fn kept(keys: Keys) -> ScalarUDF {
    let taken = vec![DataType::FixedSizeBinary(16), DataType::Utf8];
    ScalarUDF::from(Kept { signature: Signature::exact(taken, Volatility::Stable), keys })
}

/// The condition that a row counts, in a file that deliveries correct.
pub(crate) fn is_kept(
    function: &Arc<ScalarUDF>,
    key: Expr,
    municipality: &MunicipalityCode,
    corrected_by: &[DeliveryId],
) -> Expr {
    let deliveries: Vec<String> = corrected_by.iter().map(ToString::to_string).collect();
    let of = format!("{municipality} {}", deliveries.join(" "));
    function.call(vec![key, Expr::Literal(ScalarValue::Utf8(Some(of)), None)])
}

#[derive(Debug)]
struct Kept {
    signature: Signature,
    keys: Keys,
}

/// Two are the same where they read the same place.
impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.keys.location == other.keys.location
    }
}

impl Eq for Kept {}

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.keys.location.hash(state);
    }
}

impl ScalarUDFImpl for Kept {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [keys, ColumnarValue::Scalar(ScalarValue::Utf8(Some(of)))] = args.args.as_slice() else {
            return exec_err!("{NAME} takes keys and a list of deliveries");
        };
        let sets = self.sets(of)?;
        let keys = keys.to_array(args.number_rows)?;
        let Some(keys) = keys.as_fixed_size_binary_opt() else {
            return exec_err!("{NAME} takes keys of 16 bytes");
        };
        let counts = |key: Option<&[u8]>| {
            let key = key.and_then(|key| key.try_into().ok()).map(RowKey);
            key.is_none_or(|key| !sets.iter().any(|set| set.contains(&key)))
        };
        let kept: BooleanArray = keys.iter().map(|key| Some(counts(key))).collect();
        Ok(ColumnarValue::Array(Arc::new(kept)))
    }
}

impl Kept {
    fn sets(&self, of: &str) -> Result<Vec<KeySet>> {
        let unread = || DataFusionError::Execution(format!("“{of}” names no deliveries"));
        let mut words = of.split(' ');
        let municipality: MunicipalityCode =
            words.next().and_then(|word| word.parse().ok()).ok_or_else(unread)?;
        words.map(|word| self.keys.of(&municipality, word.parse().map_err(|_| unread())?)).collect()
    }
}
