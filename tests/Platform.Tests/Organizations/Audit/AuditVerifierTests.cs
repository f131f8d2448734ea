using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Shouldly;
using Slipway.Foundation.Events;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Audit;

public sealed class AuditVerifierTests(SlipwayHost host)
{
    [Fact]
    public async Task An_export_is_intact_and_its_end_is_signed_with_the_published_key()
    {
        var organization = await AuditedOrganization.FoundAsync(host);
        var export = await organization.ExportAsync();

        var verdict = (await AuditedOrganization.VerifyAsync(string.Concat(export), await organization.KeyAsync(), await organization.CheckpointsAsync())).Value;

        verdict.Findings.ShouldBeEmpty();
        (verdict.First, verdict.Last).ShouldBe((1, export.Length - 1));
        verdict.Key.ShouldNotBeNull();
        verdict.Agreeing.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Any_single_change_of_an_export_is_found()
    {
        var organization = await AuditedOrganization.FoundAsync(host);
        var (lines, key) = (await organization.ExportAsync(), await organization.KeyAsync());
        var whole = Encoding.UTF8.GetBytes(string.Concat(lines));
        lines.Length.ShouldBeGreaterThan(5);

        var one = Gen.Int[0, lines.Length - 1];
        var changed = Gen.OneOf(
            Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, (at, put) => whole[..at].Append(put).Concat(whole[(at + 1)..]).ToArray()),
            Gen.Select(Gen.Int[0, whole.Length], Gen.Byte, (at, put) => whole[..at].Append(put).Concat(whole[at..]).ToArray()),
            Gen.Int[0, whole.Length - 1].Select(at => whole[..at].Concat(whole[(at + 1)..]).ToArray()),
            Gen.Int[0, whole.Length - 1].Select(length => whole[..length]),
            one.Select(at => Joined(lines.Where((_, index) => index != at))),
            Gen.Select(one, one, (from, to) => Joined(Moved(lines, from, to))),
            Gen.Select(one, one, (from, to) => Joined([.. lines[..to], lines[from], .. lines[to..]])));
        await changed.Where(bytes => !bytes.AsSpan().SequenceEqual(whole)).SampleAsync(
            async bytes => (await AuditedOrganization.VerifyAsync(bytes, key)).Value.IsIntact.ShouldBeFalse(Encoding.UTF8.GetString(bytes)), iter: 3_000);
    }

    [Theory]
    [InlineData("kind", "\"kind\":\"project.created\"", "\"kind\":\"project.deleted\"")]
    [InlineData("actorName", "Nia Newcomer", "Max Newcomer")]
    [InlineData("data", "Línea 2", "Línea 9")]
    [InlineData("at", "\"at\":\"20", "\"at\":\"19")]
    public async Task A_changed_line_is_named(string member, string before, string after)
    {
        var export = await (await AuditedOrganization.FoundAsync(host)).ExportAsync();
        var changed = Array.FindIndex(export, line => line.Contains("Línea 2", StringComparison.Ordinal) && line.Contains(before, StringComparison.Ordinal));
        changed.ShouldBeGreaterThan(0, member);

        export[changed] = export[changed].Replace(before, after, StringComparison.Ordinal);

        (await AuditedOrganization.VerifyAsync(string.Concat(export))).Value.Findings.ShouldHaveSingleItem().Line.ShouldBe(changed + 1);
    }

    [Fact]
    public async Task A_line_moved_between_projects_is_found()
    {
        var export = await (await AuditedOrganization.FoundAsync(host)).ExportAsync();
        var (first, second) = (Array.FindIndex(export, line => line.Contains("line-1", StringComparison.Ordinal)), Array.FindIndex(export, line => line.Contains("line-2", StringComparison.Ordinal)));

        export[second] = export[second].Replace(ProjectOf(export[second]), ProjectOf(export[first]), StringComparison.Ordinal);

        (await AuditedOrganization.VerifyAsync(string.Concat(export))).Value.Findings.ShouldHaveSingleItem().Line.ShouldBe(second + 1);

        static string ProjectOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("project").GetString()!;
    }

    [Fact]
    public async Task A_removed_line_is_named_by_the_line_that_stands_in_its_place()
    {
        var export = await (await AuditedOrganization.FoundAsync(host)).ExportAsync();

        var verdict = (await AuditedOrganization.VerifyAsync(string.Concat(export.Where((_, index) => index != 2)))).Value;

        verdict.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            finding => finding.Line.ShouldBe(3), finding => finding.Sentence.ShouldContain("one event is missing here"));
    }

    [Fact]
    public async Task A_log_that_was_written_anew_is_found_by_its_key_and_by_a_checkpoint_that_was_kept()
    {
        var organization = await AuditedOrganization.FoundAsync(host);
        var (export, key, kept) = (await organization.ExportAsync(), await organization.KeyAsync(), await organization.CheckpointsAsync());
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var forged = Forge(export, line => line with { ActorName = "Somebody Else" }, own);

        (await AuditedOrganization.VerifyAsync(forged)).Value.IsIntact.ShouldBeTrue("without key and checkpoints there is nothing to tell it by");
        (await AuditedOrganization.VerifyAsync(forged, own.ExportSubjectPublicKeyInfoPem())).Value.IsIntact.ShouldBeTrue();
        (await AuditedOrganization.VerifyAsync(forged, key)).Value.Findings.ShouldHaveSingleItem().Sentence.ShouldContain("isn't among those given");
        (await AuditedOrganization.VerifyAsync(forged, null, kept)).Value.Findings.ShouldContain(finding => finding.Sentence.Contains("was changed, and the hashes after it were made anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_end_is_found_by_a_checkpoint_that_was_kept_since()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var (older, key) = (string.Concat(await organization.ExportAsync()), await organization.KeyAsync());
        await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/projects", new { name = "Later", slug = "later" }).JsonAsync();
        await organization.NumberedAsync(5);
        await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/audit/checkpoints").JsonAsync();

        (await AuditedOrganization.VerifyAsync(older, key)).Value.IsIntact.ShouldBeTrue();
        (await AuditedOrganization.VerifyAsync(older, key, await organization.CheckpointsAsync())).Value.Findings.ShouldHaveSingleItem().Sentence.ShouldContain("are missing");
    }

    [Fact]
    public async Task A_later_part_is_verified_from_the_checkpoint_where_it_begins()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var first = await organization.ExportAsync();
        await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/projects", new { name = "Later", slug = "later" }).JsonAsync();
        await organization.NumberedAsync(first.Length);

        var part = await organization.ExportAsync($"?after={first.Length - 1}");

        (await AuditedOrganization.VerifyAsync(string.Concat(part), null, first[^1])).Value.ShouldSatisfyAllConditions(
            verdict => verdict.Findings.ShouldBeEmpty(), verdict => verdict.First.ShouldBe(first.Length));
        (await AuditedOrganization.VerifyAsync(string.Concat(part))).Value.Findings.ShouldHaveSingleItem().Sentence.ShouldContain("the events before it are missing");
        part[0] = part[0].Replace("Later", "Other", StringComparison.Ordinal);
        (await AuditedOrganization.VerifyAsync(string.Concat(part), null, first[^1])).Value.IsIntact.ShouldBeFalse();
    }

    [Fact]
    public async Task A_log_of_which_only_the_checkpoint_is_left_is_not_intact()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var (export, key) = (await organization.ExportAsync(), await organization.KeyAsync());

        (await AuditedOrganization.VerifyAsync(export[^1], key)).Value.Findings.ShouldHaveSingleItem().Sentence.ShouldContain("all of them are missing");
    }

    [Fact]
    public async Task A_part_in_which_nothing_happened_yet_is_verified_with_the_checkpoint_that_it_goes_on_from()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var (whole, key) = (await organization.ExportAsync(), await organization.KeyAsync());
        var kept = await organization.CheckpointsAsync();

        var part = (await organization.ExportAsync($"?after={whole.Length - 1}")).ShouldHaveSingleItem();

        (await AuditedOrganization.VerifyAsync(part, key, kept)).Value.ShouldSatisfyAllConditions(
            verdict => verdict.Findings.ShouldBeEmpty(), verdict => (verdict.First, verdict.Last).ShouldBe((whole.Length, whole.Length - 1)), verdict => verdict.Agreeing.ShouldBe(1));
    }

    [Fact]
    public async Task A_part_that_goes_on_after_any_event_is_verified_with_the_checkpoints_that_can_be_had()
    {
        var organization = await AuditedOrganization.FoundAsync(host);

        var part = string.Concat(await organization.ExportAsync("?after=2"));

        (await AuditedOrganization.VerifyAsync(part, await organization.KeyAsync(), await organization.CheckpointsAsync())).Value.ShouldSatisfyAllConditions(
            verdict => verdict.Findings.ShouldBeEmpty(), verdict => verdict.First.ShouldBe(3));
    }

    [Fact]
    public async Task Two_kept_checkpoints_of_one_event_that_contradict_each_other_are_found()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var export = await organization.ExportAsync();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var another = AuditedOrganization.Lines(Forge(export, line => line with { ActorName = "Somebody Else" }, own))[^1];

        (await AuditedOrganization.VerifyAsync(string.Concat(export), null, another + export[^1])).Value.Findings[0].Sentence.ShouldContain("no export can agree with both");
        (await AuditedOrganization.VerifyAsync(string.Concat(export), null, export[^1] + another)).Value.Findings.ShouldHaveSingleItem().Sentence.ShouldStartWith("Line 2 of the checkpoints says something else");
        (await AuditedOrganization.VerifyAsync(string.Concat(export), null, export[^1] + export[^1])).Value.Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_file_without_a_key_is_refused_instead_of_checking_nothing() =>
        (await AuditedOrganization.VerifyAsync("", "no key")).Refusal!.Message.ShouldContain("BEGIN PUBLIC KEY");

    [Fact]
    public void No_text_can_be_moved_from_one_field_into_another()
    {
        var texts = Gen.String[Gen.Char["a1:,\n"], 0, 6].Array[3];
        Gen.Select(texts, texts).Where(pair => !pair.Item1.SequenceEqual(pair.Item2)).Sample(pair =>
            EventHash.Of(EventHash.Beginning, pair.Item1).ShouldNotBe(EventHash.Of(EventHash.Beginning, pair.Item2)));
    }

    /// <summary>Does to a log what whoever holds the database could: changes events and makes every hash and the checkpoint anew.</summary>
    private static string Forge(string[] export, Func<AuditLine, AuditLine> change, ECDsa key)
    {
        var (previous, forged) = (EventHash.Beginning, new List<string>());
        AuditLine? last = null;
        foreach (var text in export[..^1])
        {
            var line = change(AuditLine.Read(Encoding.UTF8.GetBytes(text))!);
            previous = line.HashAfter(previous);
            last = line with { Hash = Convert.ToHexStringLower(previous) };
            forged.Add(Written(last.Write));
        }

        var at = CheckpointLine.Read(Encoding.UTF8.GetBytes(export[^1]))!.At;
        var signature = key.SignData(CheckpointLine.Text(last!.Organization, last.Number, last.Hash, at), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var checkpoint = new CheckpointLine(last.Number, last.Organization, last.Hash, at, AuditKey.FingerprintOf(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(signature));
        return string.Concat(forged) + Written(checkpoint.Write);
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream, AuditLine.Format);
        write(json);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static byte[] Joined(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines));

    private static List<string> Moved(string[] lines, int from, int to)
    {
        var moved = lines.ToList();
        moved.RemoveAt(from);
        moved.Insert(to, lines[from]);
        return moved;
    }
}
