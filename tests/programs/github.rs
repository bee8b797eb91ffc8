//! Releases a repository: merges a pull request, tags the result and tells everybody. For `github-2021.json`.

use api::Client;
use api::git::GitCreateRefBody;
use api::issues::{IssuesCreateBody, IssuesCreateBodyTitle, IssuesCreateCommentBody};
use api::pulls::PullsMergeBody;
use api::repos::ReposCreateReleaseBody;
use api::types::{FullRepository, PullRequest, Release};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub struct Releaser {
    pub client: Client,
    pub owner: String,
    pub name: String,
}

impl Releaser {
    pub async fn repository(&self) -> Result<FullRepository> {
        Ok(self.client.repos().get(&self.owner, &self.name).await?)
    }

    pub async fn open_pulls(&self) -> Result<Vec<String>> {
        let pulls = self.client.pulls().list(&self.owner, &self.name).per_page(50).await?;
        let describe = pulls.into_iter().map(|pull| {
            let by = pull.user.map_or_else(String::new, |user| user.login);
            format!("#{} {} by {by}: {}", pull.number, pull.title, pull.html_url)
        });
        Ok(describe.collect())
    }

    pub async fn merge(&self, number: i64) -> Result<PullRequest> {
        let pull = self.client.pulls().get(&self.owner, &self.name, number).await?;
        if !pull.mergeable.unwrap_or(false) {
            return Err(format!("{} is {}", pull.title, pull.mergeable_state).into());
        }
        let body = PullsMergeBody::new().with_sha(&*pull.head.sha);
        let merge = self.client.pulls().merge(&self.owner, &self.name, number);
        let merged = merge.body(Some(body)).await?;
        self.tag(&format!("pull-{number}"), &merged.sha).await?;
        Ok(pull)
    }

    async fn tag(&self, tag: &str, sha: &str) -> Result<String> {
        let body = GitCreateRefBody::new(format!("refs/tags/{tag}"), sha);
        let made = self.client.git().create_ref(&self.owner, &self.name, &body).await?;
        Ok(made.url)
    }

    pub async fn release(&self, tag: &str) -> Result<Release> {
        let commits = self.client.repos().list_commits(&self.owner, &self.name);
        let commits = commits.per_page(20).await?;
        let lines = commits.iter().map(|it| format!("- {} ({})", it.commit.message, it.sha));
        let notes = lines.collect::<Vec<_>>().join("\n");
        let body = ReposCreateReleaseBody::new(tag).with_name(tag).with_body(notes);
        let repos = self.client.repos();
        let release = repos.create_release(&self.owner, &self.name, &body).await?;
        println!("{} {} {:?}", release.id, release.html_url, release.published_at);
        Ok(release)
    }

    pub async fn runs(&self) -> Result<i64> {
        let actions = self.client.actions();
        let runs = actions.list_workflow_runs_for_repo(&self.owner, &self.name).await?;
        let failed =
            runs.workflow_runs.iter().filter(|it| it.conclusion.as_deref() == Some("failure"));
        Ok(runs.total_count - failed.count() as i64)
    }

    pub async fn tell(&self, release: &Release, number: i64) -> Result<()> {
        let text = format!("released in {}", release.tag_name);
        let body = IssuesCreateCommentBody::new(text.clone());
        let issues = self.client.issues();
        issues.create_comment(&self.owner, &self.name, number, &body).await?;
        let body =
            IssuesCreateBody::new(IssuesCreateBodyTitle::String(text)).with_body("please check");
        let issue = issues.create(&self.owner, &self.name, &body).await?;
        println!("{} {} {}", issue.number, issue.title, issue.comments);
        Ok(())
    }
}

fn main() {}
