using Slipway.Shared.Code;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>An authority that people often trust, and what its tokens look like.</summary>
/// <param name="Issuer">Its address; empty where everybody has their own.</param>
/// <param name="Example">A subject as its tokens have it.</param>
internal sealed record TrustTemplate(string Name, string Issuer, string Example)
{
    public static readonly IReadOnlyList<TrustTemplate> All =
    [
        new("GitHub Actions", "https://token.actions.githubusercontent.com", "repo:your-name/your-repository:ref:refs/heads/main"),
        new("GitLab CI", "https://gitlab.com", "project_path:your-group/your-project:ref_type:branch:ref:main"),
        new("Another OpenID Connect authority", "", "system:serviceaccount:training:nightly"),
    ];

    public static TrustTemplate Of(string name) => All.First(template => template.Name == name);
}

/// <summary>The lines that exchange a job's token, for each kind of pipeline.</summary>
internal static class TrustSnippets
{
    public static IReadOnlyList<Snippet> For(string origin, string organization, string account, string project, string audience)
    {
        var exchange = $"""
            token=$(curl -sf {origin}/connect/token \
              -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
              -d subject_token_type=urn:ietf:params:oauth:token-type:jwt \
              -d audience={organization}/{account} \
              --data-urlencode subject_token="$jwt" | jq -r .access_token)
            """;
        var address = $"{origin}/{organization}/{project}";
        return
        [
            new("GitHub Actions", $$"""
                permissions:
                  id-token: write
                  contents: read
                steps:
                  - name: Sign in to Slipway
                    run: |
                      jwt=$(curl -sf -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
                        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience={{audience}}" | jq -r .value)
                {{Indent(exchange, 6)}}
                      echo "::add-mask::$token"
                      echo "MLFLOW_TRACKING_TOKEN=$token" >> "$GITHUB_ENV"
                      echo "MLFLOW_TRACKING_URI={{address}}" >> "$GITHUB_ENV"
                  - run: python train.py
                """),
            new("GitLab CI", $$"""
                train:
                  id_tokens:
                    SLIPWAY_JWT:
                      aud: {{audience}}
                  script:
                    - |
                      jwt=$SLIPWAY_JWT
                {{Indent(exchange, 6)}}
                      export MLFLOW_TRACKING_TOKEN=$token MLFLOW_TRACKING_URI={{address}}
                      python train.py
                """),
            new("Shell", $"""
                jwt=$(cat /var/run/secrets/tokens/slipway)
                {exchange}
                export MLFLOW_TRACKING_TOKEN=$token MLFLOW_TRACKING_URI={address}
                """),
        ];
    }

    private static string Indent(string lines, int by) => string.Join('\n', lines.Split('\n').Select(line => new string(' ', by) + line));
}
