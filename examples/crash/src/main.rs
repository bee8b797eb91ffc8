//! A shop is killed at random while it charges its customers. With a journal, every accepted purchase is charged exactly once.
//!
//! Run it with `cargo run -p crash`. It exits with 1 if an expectation fails.

mod bank;
mod shop;

/// The client that `build.rs` generated from `bank.yaml`.
mod bank_api {
    renkei_runtime::include_client!("bank");
}

use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use bank::{Bank, Books};
use shop::Mode;
use tokio::process::Command;
use tokio::time::timeout;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// How many customers come to each shop.
const PURCHASES: u32 = 2000;
/// A shop lives up to this time.
const LIFE: Duration = Duration::from_millis(150);

#[tokio::main]
async fn main() -> ExitCode {
    let result = match shop::from_environment() {
        Some(settings) => shop::run(settings).await,
        None => story(PURCHASES, &[]).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nExpectation failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the shops. `arguments` make this program one of them.
async fn story(purchases: u32, arguments: &[&str]) -> Result<(), Error> {
    println!(
        "{purchases} purchases; the shop is killed at random, and a tenth of the bank's responses are lost\n"
    );
    let early = shop_of(Mode::AnswerFirst, purchases, arguments).await?;
    expect(early.uncharged > 0, "a shop that answers first and then charges forgets charges")?;
    expect(early.charged_twice == 0, "it charges nobody twice")?;
    let late = shop_of(Mode::ChargeFirst, purchases, arguments).await?;
    expect(late.charged_twice > 0, "a shop that charges first and then answers charges twice")?;
    expect(late.uncharged == 0, "it forgets nothing")?;
    let kept = shop_of(Mode::Journal, purchases, arguments).await?;
    expect(kept.charged_once == purchases, "with a journal, every purchase is charged once")?;
    expect(kept.charged_twice == 0 && kept.uncharged == 0, "none is charged twice or forgotten")
}

/// Runs one shop until every customer has an answer, and kills it now and then.
async fn shop_of(mode: Mode, purchases: u32, arguments: &[&str]) -> Result<Books, Error> {
    let folder = tempfile::tempdir()?;
    let bank = Bank::start(purchases).await?;
    let started = Instant::now();
    let mut kills = 0;
    loop {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).stdout(Stdio::null()).kill_on_drop(true);
        shop::into_environment(&mut command, mode, &bank.url, &folder.path().join("journal"));
        let mut shop = command.spawn()?;
        match timeout(LIFE.mul_f64(fastrand::f64()), shop.wait()).await {
            Ok(status) => {
                if !status?.success() {
                    return Err("the shop failed".into());
                }
                if !bank.customers_return() {
                    break;
                }
            }
            Err(_) => {
                shop.kill().await?;
                kills += 1;
                bank.customers_return();
            }
        }
    }
    let books = bank.books();
    println!(
        "   {mode:<12} killed {kills} times: {} charged once, {} twice or more, {} never, in {:.1} s",
        books.charged_once,
        books.charged_twice,
        books.uncharged,
        started.elapsed().as_secs_f64()
    );
    Ok(books)
}

/// Prints an expectation that holds; returns an error otherwise.
fn expect(holds: bool, what: &str) -> Result<(), Error> {
    if !holds {
        return Err(format!("not true: {what}").into());
    }
    println!("   ✓ {what}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not a test of its own: the story runs it in other processes.
    #[tokio::test]
    async fn shop() {
        if let Some(settings) = shop::from_environment() {
            let ended = shop::run(settings).await;
            assert!(ended.is_ok(), "{ended:?}");
        }
    }

    #[tokio::test]
    async fn the_story_holds() {
        let told = story(600, &["--exact", "tests::shop", "--nocapture"]).await;
        assert!(told.is_ok(), "{told:?}");
    }
}
