using System.Globalization;
using Slipway.Shared.Session;

namespace Slipway.Registry;

/// <summary>Where a project's models are, for links.</summary>
internal static class RegistryAddresses
{
    public static string Models(this CurrentProject project) => project.Href("models");

    public static string Model(this CurrentProject project, string model) => project.Href($"models/{Uri.EscapeDataString(model)}");

    public static string Prompt(this CurrentProject project, string prompt) => project.Href($"prompts/{Uri.EscapeDataString(prompt)}");

    public static string Version(this CurrentProject project, string model, int number) => string.Create(CultureInfo.InvariantCulture, $"{project.Model(model)}/versions/{number}");

    public static string Comparison(this CurrentProject project, string model, IEnumerable<int> numbers) => $"{project.Model(model)}/compare?versions={string.Join(',', numbers.Order())}";

    /// <summary>A file of a version on our own API.</summary>
    public static string VersionFile(this CurrentProject project, string model, int number, string path) => string.Create(
        CultureInfo.InvariantCulture,
        $"/api/v1/organizations/{project.Organization}/projects/{project.Slug}/models/{Uri.EscapeDataString(model)}/versions/{number}/files/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>How clients load a version.</summary>
    public static string LoadUri(string model, int number) => string.Create(CultureInfo.InvariantCulture, $"models:/{model}/{number}");

    public static DateTime Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
