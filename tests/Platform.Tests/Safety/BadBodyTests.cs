using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Safety;

/// <summary>What is sent in the wrong form is refused with a sentence, in the door's own form, and leaves nothing behind.</summary>
[Collection<Walk>]
public sealed class BadBodyTests(WalkedHost walked)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IReadOnlyList<Door> Doors => [.. Door.All(walked.Host.Services).Where(door => door.Name.Contains("/api/v1/", StringComparison.Ordinal) && RequestOf(door) is not null)];

    [Fact]
    public void Every_request_of_our_own_API_can_be_validated()
    {
        Doors.Count.ShouldBeGreaterThan(2);
        foreach (var request in Doors.Select(RequestOf))
        {
            request!.IsVisible.ShouldBeTrue($"{request.Name} is not public: it would silently not be validated");
            request.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.GetCustomAttributes<ValidationAttribute>().Any()).ShouldBeTrue($"{request.Name} has no limits");
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"name\": 7}")]
    [InlineData("")]
    public async Task A_bad_body_is_refused_with_a_sentence_by_every_endpoint_of_our_own_API(string body)
    {
        var before = await Rows.DigestAsync(walked.Host, Ct);

        foreach (var door in Doors)
        {
            using var request = Requests.Of(door, walked.Things);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            await ShouldBeProblemAsync(door, await walked.Host.Ada.SendAsync(request, Ct), HttpStatusCode.BadRequest);
        }

        (await Rows.DigestAsync(walked.Host, Ct)).ShouldBe(before);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_by_every_endpoint_of_our_own_API()
    {
        foreach (var door in Doors)
        {
            foreach (var limited in RequestOf(door)!.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.GetCustomAttribute<MaxLengthAttribute>() is not null))
            {
                var text = new string('a', limited.GetCustomAttribute<MaxLengthAttribute>()!.Length + 1);
                using var request = Requests.Of(door, walked.Things);
                request.Content = new StringContent($$"""{"name": "good", "{{char.ToLowerInvariant(limited.Name![0])}}{{limited.Name[1..]}}": "{{text}}"}""", Encoding.UTF8, "application/json");
                await ShouldBeProblemAsync(door, await walked.Host.Ada.SendAsync(request, Ct), HttpStatusCode.BadRequest);
            }
        }
    }

    [Fact]
    public async Task Too_many_bytes_are_refused_with_a_sentence_by_every_endpoint_of_our_own_API()
    {
        foreach (var door in Doors)
        {
            using var request = Requests.Of(door, walked.Things);
            request.Content = Large(ApiDoor.MostJsonBytes);
            await ShouldBeProblemAsync(door, await walked.Host.Ada.SendAsync(request, Ct), HttpStatusCode.RequestEntityTooLarge);
        }
    }

    [Theory]
    [InlineData("runs/log-batch", 16)]
    [InlineData("runs/create", 16)]
    [InlineData("experiments/create", 32)]
    [InlineData("runs/log-inputs", 32)]
    public async Task Too_many_bytes_are_refused_in_the_protocols_form_at_the_MLflow_door(string call, int mebibytes)
    {
        using var content = Large(mebibytes * 1024L * 1024);

        var refusal = await walked.Host.Ada.PostAsync($"/acme/vision/api/2.0/mlflow/{call}", content, Ct).JsonAsync(HttpStatusCode.RequestEntityTooLarge);

        refusal.Code().ShouldNotBeEmpty();
        refusal.Text("message").ShouldContain("Split");
    }

    [Fact]
    public async Task What_is_no_endpoint_of_our_own_API_says_so()
    {
        (await walked.Host.Ada.GetAsync("/api/v1/nothing", Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("/api/v1/nothing");
        (await walked.Host.Nobody.GetAsync("/api/v1/organizations", Ct).RefusalAsync(HttpStatusCode.Unauthorized)).ShouldContain("API token");
    }

    private static StringContent Large(long bytes) => new($$"""{"name": "{{new string('a', (int)bytes)}}"}""", Encoding.UTF8, "application/json");

    private static async Task ShouldBeProblemAsync(Door door, HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Ct);
            answer.StatusCode.ShouldBe(status, $"{door.Name}: {text}");
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"{door.Name}: {text}");
            text.ShouldContain(".");
        }
    }

    private static Type? RequestOf(Door door) => door.Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
}
