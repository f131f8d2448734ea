using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Safety;

/// <summary>
/// Every endpoint of the real route table, asked about Acme's things by nobody, by the neighbour, by somebody who may only look and, so that
/// the refusals are known to be of the asker and not of the request, by somebody who may.
/// </summary>
[Collection<Walk>]
public sealed class EndpointWalkTests(WalkedHost walked)
{
    /// <summary>Open to everybody, and why.</summary>
    private static readonly Dictionary<string, string> Anonymous = new()
    {
        ["GET /"] = "the landing page",
        ["GET /sign-in"] = "how one becomes somebody",
        ["GET /register"] = "how one becomes somebody",
        ["GET /sign-in/code"] = "the second step of becoming somebody",
        ["POST /sign-in/passkey-options"] = "a challenge for whoever has a passkey; it says nothing about who has an account",
        ["GET /forgot-password"] = "whoever forgot the password can't sign in",
        ["GET /reset-password"] = "the code in the mailed link says who asks",
        ["GET /confirm-email"] = "the code in the mailed link says who asks",
        ["GET /invitations/{code}"] = "the code in the mailed link says who asks",
        ["GET /api/v1/invitations/{code}"] = "the code in the mailed link says who asks",
        ["GET /unsubscribe"] = "the code in the mailed link says who asks",
        ["POST /api/v1/unsubscribe"] = "the code in the mailed link says who asks",
        ["GET /operator/mail"] = "whoever has the key that the start printed may have forgotten the password; to everybody else there is nothing",
        ["GET /operator/mail/{id}"] = "as the list of mails",
        ["GET /not-found"] = "says that there is no such page",
        ["GET /error"] = "says that the server failed",
        ["GET /version"] = "MLflow clients ask it before they send credentials; it names the protocol's version",
        ["GET /{organization}/{project}/version"] = "the same for every address, whether there is such a project or not",
        ["GET /{organization}/{project}/health"] = "the same for every address, whether there is such a project or not",
        ["GET /health"] = "probes have no account",
        ["GET /health/live"] = "probes have no account",
        ["GET /health/ready"] = "probes have no account",
        ["GET /api/{documentName}/openapi.json"] = "says what the API has, and nothing of what is in it",
        ["GET /api/{documentName?}"] = "as the document",
        ["GET /api/scalar.js"] = "the script of that page",
        ["GET /api/scalar.aspnetcore.js"] = "the script of that page",
        ["GET /api/favicon.svg"] = "the picture of that page",
        ["GET /_framework/blazor.web.js"] = "the script of every page",
        ["GET /mlflow-artifacts/downloads/{ticket}"] = "the ticket says who asks, and for what",
        ["PUT /mlflow-artifacts/parts/{ticket}/{number:int}"] = "the ticket says who asks, and for what",
    };

    /// <summary>Answered to everybody who is signed in, because the answer is the same at an address that doesn't exist.</summary>
    private static readonly HashSet<string> TheSameEverywhere = ["GET /mlflow/server-info"];

    /// <summary>Reads, though their question comes in a body.</summary>
    private static readonly HashSet<string> ReadsByPost =
        ["POST /mlflow/experiments/search", "POST /mlflow/experiments/search-datasets", "POST /mlflow/runs/search", "POST /mlflow/logged-models/search", "POST /mlflow/traces/search", "POST /mlflow/traces/batchGetInfos",
        "POST /mlflow/registered-models/search", "POST /mlflow/registered-models/get-latest-versions", "POST /mlflow/model-versions/search"];

    /// <summary>What only the browser asks, and what is asked by an address that we handed out.</summary>
    private static readonly HashSet<string> WithoutTwin =
    [
        "POST /mlflow/experiments/search-datasets", "POST /mlflow/upload-artifact", "GET /mlflow/get-trace-artifact", "GET /mlflow-artifacts/downloads/{ticket}", "PUT /mlflow-artifacts/parts/{ticket}/{number:int}",
    ];

    /// <summary>What a viewer may do all the same.</summary>
    private static readonly Dictionary<string, string> ViewersOwn = new()
    {
        ["POST /api/v1/organizations/{organization}/tokens"] = "a token for oneself, which may do no more than oneself",
        ["POST /api/v1/organizations/{organization}/projects/{project}/comments"] = "whoever may look may say what they see",
        ["PUT /api/v1/organizations/{organization}/projects/{project}/comments/{comment}/reactions/{reaction}"] = "whoever may look may nod",
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/comments/{comment}/reactions/{reaction}"] = "takes back one's own",
        ["PUT /api/v1/organizations/{organization}/watches/{**subject}"] = "whoever sees something may hear of it",
        ["DELETE /api/v1/organizations/{organization}/watches/{**subject}"] = "whoever hears of something may stop to",
    };

    /// <summary>What a guest isn't shown: pages that are there to change something, and say so instead, and who else is in the organization.</summary>
    private static readonly Dictionary<string, string> PagesOfMembers = new()
    {
        ["GET /{organization}/new"] = "starts a project", ["GET /{organization}/{project}/reviews/new"] = "requests a review",
        ["GET /{organization}/{project}/settings"] = "changes the project; what it says is on the project's other pages",
        ["GET /{organization}/settings/stages"] = "stages are an administrator's; what each stands for is on every model",
        ["GET /api/v1/organizations/{organization}/stages/use"] = "counts over projects that not everybody sees",
        ["GET /{organization}/members"] = "members are managed by administrators",
        ["GET /{organization}/invitations"] = "as the list of members",
        ["GET /api/v1/organizations/{organization}/members/roster"] = "as the page of it",
        ["GET /api/v1/organizations/{organization}/members/{person}/holdings"] = "as the list of members",
        ["GET /api/v1/organizations/{organization}/invitations"] = "as the page of it",
        ["GET /{organization}/teams"] = "guests see the people of their projects alone",
        ["GET /{organization}/teams/{team}"] = "as the list of teams",
        ["GET /api/v1/organizations/{organization}/members"] = "guests see the people of their projects alone",
        ["GET /api/v1/organizations/{organization}/teams"] = "as the list of people",
        ["GET /api/v1/organizations/{organization}/teams/{team}"] = "as the list of people",
        ["GET /api/v1/organizations/{organization}/audit"] = "the audit log is for administrators: it says what everybody did, in private projects too",
        ["GET /api/v1/organizations/{organization}/audit/events/{number:long}"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/state"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/export"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/checkpoints"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/key"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/verification"] = "as the list of events",
        ["GET /{organization}/audit"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/usage"] = "what is used of the plan is for administrators and those who look after the bills",
        ["GET /{organization}/usage"] = "as its twin",
        ["GET /{organization}/audit/{number:long}"] = "as the list of events",
        ["GET /{organization}/audit/verifying"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/people/{person}"] = "guests see the people of their projects alone",
        ["GET /{organization}/people/{person}"] = "as its twin",
    };

    /// <summary>What even reading is for those who manage the project, and why.</summary>
    private static readonly Dictionary<string, string> ReadByManagers = new() { ["/webhooks"] = "the addresses that events are sent to often hold a key" };

    /// <summary>Endpoints that refuse the owner as well, and how.</summary>
    private static readonly Dictionary<string, (HttpStatusCode Status, string Reason)> RefusesOwners = new()
    {
        ["POST /api/v1/organizations"] = (HttpStatusCode.Forbidden, "a token works in one organization"),
        ["POST /api/v1/organizations/{organization}/projects/{project}/demo-training"] = (HttpStatusCode.NotFound, "the tests' host trains no models"),
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/demo-training"] = (HttpStatusCode.NotFound, "nothing is being trained"),
        ["POST /api/v1/organizations/{organization}/projects/{project}/reviews/{review:int}/decisions"] = (HttpStatusCode.Forbidden, "who made a version never decides on it"),
        ["PUT /api/v1/organizations/{organization}/projects/{project}/reviews/{review:int}/promotion"] = (HttpStatusCode.Forbidden, "nobody has approved it"),
        ["DELETE /api/v1/organizations/{organization}/membership"] = (HttpStatusCode.Forbidden, "one leaves in person, and not by a token"),
        ["PUT /api/v1/organizations/{organization}/ownership"] = (HttpStatusCode.Forbidden, "an organization is given away in person, and not by a token"),
        ["POST /sign-out"] = (HttpStatusCode.BadRequest, "a form, which carries an antiforgery token"),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IReadOnlyList<Door> Doors { get; } = Door.All(walked.Host.Services);

    private SlipwayHost Host => walked.Host;

    [Fact]
    public void The_walk_knows_every_endpoint()
    {
        Doors.Count.ShouldBeGreaterThan(100);
        Doors.Count(door => door.IsMlflow).ShouldBeGreaterThan(70);
        Doors.Count(door => door.IsPage).ShouldBeGreaterThan(10);

        var unknown = new List<string>();
        foreach (var door in Doors)
        {
            try
            {
                Requests.Of(door, walked.Things).Dispose();
            }
            catch (InvalidOperationException exception)
            {
                unknown.Add(exception.Message);
            }
        }

        unknown.ShouldBeEmpty(string.Join('\n', unknown));
        foreach (var door in Doors.Where(door => door.IsMlflow))
        {
            var twin = door.Name.Contains("/ajax-api/", StringComparison.Ordinal) ? door.Name.Replace("/ajax-api/", "/api/", StringComparison.Ordinal) : door.Name.Replace("/api/", "/ajax-api/", StringComparison.Ordinal);
            (WithoutTwin.Contains(door.Kind) || Doors.Any(other => other.Name == twin)).ShouldBeTrue($"{door.Name} has no twin");
        }
    }

    [Fact]
    public async Task Nobody_is_asked_who_they_are()
    {
        var failures = new List<string>();
        foreach (var door in Doors)
        {
            if (door.IsAnonymous != IsAnonymous(door))
            {
                failures.Add($"{door.Name} is {(door.IsAnonymous ? "open to everybody" : "closed")}");
            }

            foreach (var (how, request) in Ways(door, walked.Things.WithoutTickets()))
            {
                using var answer = await Host.Nobody.SendAsync(request, Ct);
                var refused = answer.StatusCode is HttpStatusCode.Unauthorized || IsSignIn(answer) || (IsOperators(door) && answer.StatusCode is HttpStatusCode.NotFound);
                refused |= door.TakesTicket && answer.StatusCode is HttpStatusCode.NotFound;
                if ((!door.IsAnonymous || door.TakesTicket) && !refused)
                {
                    failures.Add($"{door.Name}{how} answers nobody with {(int)answer.StatusCode}");
                }

                await HoldsNoSecretAsync(door, answer, failures);
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    [Fact]
    public async Task The_neighbour_finds_nothing_of_Acmes_and_changes_nothing()
    {
        var before = await Rows.DigestAsync(Host, Ct);
        var failures = new List<string>();
        foreach (var door in Doors)
        {
            foreach (var (how, request) in Ways(door, walked.Things))
            {
                request.Headers.Add("X-MLFLOW-WORKSPACE", DemoWorld.Vision);
                using var answer = await Host.Gus.SendAsync(request, Ct);
                var form = door.IsPage && door.Method == HttpMethod.Post && answer.StatusCode is HttpStatusCode.BadRequest;
                if (TheSameEverywhere.Contains(door.Kind))
                {
                    using var elsewhere = Requests.Of(door, walked.Things, path => path.Replace($"/{DemoWorld.Acme}/", "/nowhere/", StringComparison.Ordinal));
                    using var there = await Host.Gus.SendAsync(elsewhere, Ct);
                    (how.Length > 0 || await there.Content.ReadAsStringAsync(Ct) == await answer.Content.ReadAsStringAsync(Ct)).ShouldBeTrue(door.Name);
                }
                else if (door.IsInOrganization && (!door.IsAnonymous || door.TakesTicket) && !form && answer.StatusCode is not HttpStatusCode.NotFound)
                {
                    failures.Add($"{door.Name}{how} answers the neighbour with {(int)answer.StatusCode}");
                }

                await HoldsNoSecretAsync(door, answer, failures);
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
        (await Rows.DigestAsync(Host, Ct)).ShouldBe(before);
    }

    [Fact]
    public async Task A_viewer_reads_everything_of_the_project_and_changes_nothing()
    {
        var before = await Rows.DigestAsync(Host, Ct);
        var failures = new List<string>();
        foreach (var door in Doors.Where(door => !ViewersOwn.ContainsKey(door.Kind.TrimEnd('/'))))
        {
            using var answer = await Host.Vera.SendAsync(Requests.Of(door, walked.Things), Ct);
            var reads = door.Method == HttpMethod.Get || ReadsByPost.Contains(door.Kind);
            var right = !door.IsInOrganization || IsOperators(door)
                || (reads && (PagesOfMembers.ContainsKey(door.Kind.TrimEnd('/')) || ReadByManagers.Keys.Any(part => door.Kind.Contains(part, StringComparison.Ordinal))) ? answer.StatusCode is HttpStatusCode.Forbidden
                    : reads ? answer.IsSuccessStatusCode
                    : door.IsPage ? answer.StatusCode is HttpStatusCode.BadRequest
                    : answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
            if (!right)
            {
                failures.Add($"{door.Name} answers a viewer with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
        (await Rows.DigestAsync(Host, Ct)).ShouldBe(before);
    }

    [Fact]
    public async Task The_same_requests_succeed_for_somebody_who_may()
    {
        var failures = new List<string>();
        // What reads leaves things as they are: only what changes them needs things of its own, which take most of this test's time.
        Things? readers = null;
        foreach (var door in Doors.Where(door => (door.IsInOrganization || RefusesOwners.ContainsKey(door.Name)) && !(door.IsPage && door.Method == HttpMethod.Post) && !IsTwin(door)))
        {
            var reads = door.Method == HttpMethod.Get;
            var things = reads ? readers ??= await Things.MakeAsync(Host.Ada) : await Things.MakeAsync(Host.Ada);
            things = door.Kind.Contains("/members/{person}", StringComparison.Ordinal) ? things with { Leaver = (await Host.JoinAcmeAsync()).Id } : things;
            await things.PrepareAsync(door, Host.Ada);
            using var answer = await Host.Ada.SendAsync(Requests.Of(door, things), Ct);
            if (RefusesOwners.TryGetValue(door.Name.TrimEnd('/'), out var refusal) ? answer.StatusCode != refusal.Status : !answer.IsSuccessStatusCode)
            {
                failures.Add($"{door.Name} answers the owner with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
            }

            if (reads)
            {
                continue;
            }

            // There are more endpoints than tokens that one person may have, and webhooks that a project may.
            using var unhooked = await Host.Ada.DeleteAsync($"{Things.Webhooks}/{things.Webhook}", Ct);
            using var revoked = await Host.Ada.DeleteAsync($"/api/v1/organizations/{DemoWorld.Acme}/tokens/{things.Token}", Ct);
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    /// <summary>A door's addresses: MLflow's are also at the bare host, where token and header say which project is meant.</summary>
    private static IEnumerable<(string How, HttpRequestMessage Request)> Ways(Door door, Things things)
    {
        yield return ("", Requests.Of(door, things));
        if (door.IsAtTheBareHost)
        {
            yield return (" at the bare host", Requests.Of(door, things, path => path[$"/{DemoWorld.Acme}/{DemoWorld.Vision}".Length..]));
        }
    }

    private static async Task HoldsNoSecretAsync(Door door, HttpResponseMessage answer, List<string> failures)
    {
        if ((await answer.Content.ReadAsStringAsync(Ct)).Contains(Things.Secret, StringComparison.Ordinal))
        {
            failures.Add($"{door.Name} tells what only Acme knows");
        }
    }

    // A page can be posted to as well; the form's own token is asked for then.
    private static bool IsAnonymous(Door door) => Anonymous.ContainsKey(door.Name == "GET /" ? door.Name : door.Name.TrimEnd('/')) || Anonymous.ContainsKey(door.Kind) || (door.IsPage && Anonymous.ContainsKey($"GET /{door.Pattern.RawText!.TrimStart('/')}"));

    // Mapped in one call with the door of the same name below /api/, which is asked.
    private static bool IsTwin(Door door) => door.Name.Contains("/ajax-api/", StringComparison.Ordinal) && !WithoutTwin.Contains(door.Kind);

    private static bool IsOperators(Door door) => door.Name.Contains("/operator/", StringComparison.Ordinal);

    private static bool IsSignIn(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal);
}
