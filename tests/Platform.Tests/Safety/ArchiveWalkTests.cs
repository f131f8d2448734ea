using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;
using static Slipway.Safety.KnownDoors;

namespace Slipway.Safety;

/// <summary>Every endpoint of the real route table in a project that is archived: what reads is answered, what changes is refused with a sentence that says why.</summary>
[Collection<Walk>]
public sealed class ArchiveWalkTests(WalkedHost walked)
{
    private const string Archive = $"/api/v1/organizations/{DemoWorld.Acme}/projects/{DemoWorld.Vision}/archive";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_an_archived_project_everything_is_read_and_nothing_is_changed_through_any_door()
    {
        var doors = Door.All(walked.Host.Services).Where(door => door.Pattern.Parameters.Any(parameter => parameter.Name == "project") && !OfTheArchive.ContainsKey(door.Kind.TrimEnd('/')) && !(door.IsPage && door.Method == HttpMethod.Post)).ToList();
        doors.Count(door => !Reads(door)).ShouldBeGreaterThan(80);
        BeginsChanges.Keys.ShouldBeSubsetOf(doors.Select(door => door.Kind));
        await walked.Host.Ada.SendAsync(HttpMethod.Put, Archive).ShouldAnswerAsync(HttpStatusCode.NoContent);
        var things = await walked.Things.WithExportsAsync(walked.Host.Ada);
        var before = await Rows.DigestAsync(walked.Host, Ct);
        List<string> failures = [];
        foreach (var door in doors)
        {
            using var answer = await walked.Host.Ada.SendAsync(Requests.Of(door, things), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            var right = Reads(door) ? answer.IsSuccessStatusCode : answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.BadRequest && text.Contains("has been archived since", StringComparison.Ordinal);
            if (!right && !door.Kind.Contains("/deletion", StringComparison.Ordinal))
            {
                failures.Add($"{door.Name} answers {(int)answer.StatusCode}: {text}");
            }
        }

        var after = await Rows.DigestAsync(walked.Host, Ct);
        await walked.Host.Ada.SendAsync(HttpMethod.Delete, Archive).ShouldAnswerAsync(HttpStatusCode.NoContent);
        failures.ShouldBeEmpty(string.Join('\n', failures));
        after.ShouldBe(before);
    }

    private static bool Reads(Door door) => !BeginsChanges.ContainsKey(door.Kind) && (door.Method == HttpMethod.Get || door.Method == HttpMethod.Head || ReadsByPost.Contains(door.Kind));
}
