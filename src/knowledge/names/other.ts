const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Crates that many projects depend on. */
export const CARGO_PACKAGES: readonly string[] = words(`
serde serde_json serde_derive serde_yaml tokio tokio-util futures futures-util async-trait async-std rand rand_core libc log env_logger tracing tracing-subscriber
anyhow thiserror clap structopt regex lazy_static once_cell syn quote proc-macro2 bitflags num-traits itertools chrono time uuid bytes hyper reqwest axum actix-web
warp tower rustls openssl ring sha2 base64 hex url percent-encoding tempfile walkdir glob rayon crossbeam parking_lot dashmap indexmap hashbrown smallvec
diesel sqlx rusqlite redis tonic prost toml semver cargo-audit cargo-deny cargo-edit cargo-nextest cargo-llvm-cov cargo-tarpaulin cargo-release cargo-make wasm-bindgen wasm-pack
cc cmake bindgen pkg-config criterion proptest quickcheck insta mockall
`);

/** Gems that many projects depend on. */
export const RUBYGEMS_PACKAGES: readonly string[] = words(`
rails railties activesupport activerecord actionpack rake bundler rspec rspec-core rspec-rails rubocop rubocop-rails simplecov minitest nokogiri json puma unicorn thin
rack sinatra sidekiq redis devise pundit cancancan capybara selenium-webdriver factory_bot faker webmock pry byebug jekyll github-pages fastlane cocoapods xcpretty
aws-sdk aws-sdk-s3 faraday httparty rest-client pg mysql2 sqlite3 mongoid sequel i18n concurrent-ruby thor tzinfo addressable octokit danger kramdown rouge sass bootsnap
`);
