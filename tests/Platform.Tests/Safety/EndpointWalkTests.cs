using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;
using static Slipway.Safety.KnownDoors;

namespace Slipway.Safety;

/// <summary>
/// Every endpoint of the real route table, asked about Acme's things by nobody, by the neighbour, by somebody who may only look and, so that
/// the refusals are known to be of the asker and not of the request, by somebody who may.
/// </summary>
[Collection<Walk>]
public sealed class EndpointWalkTests(WalkedHost walked)
{
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
            things = door.Kind.Contains("{export}", StringComparison.Ordinal) || door.Kind.Contains("{import}", StringComparison.Ordinal) ? await things.WithExportsAsync(Host.Ada) : things;
            if (things.Rule.Length == 0 && door.Kind.Contains("/service-accounts", StringComparison.Ordinal))
            {
                things = await things.WithServiceAccountAsync(Host.Ada, walked.Things.Issuer);
                readers = reads ? things : readers;
            }

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
