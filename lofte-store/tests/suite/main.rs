//! One suite for both engines: every test runs against SQLite in a folder of its own and, where the variable
//! `LOFTE_TEST_POSTGRES` names a server, against a PostgreSQL database of its own.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod backups;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod frozen;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod nouns;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod people;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod screening;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod transactions;
#[cfg(test)]
mod upgrades;
