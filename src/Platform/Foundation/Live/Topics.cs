using System.Globalization;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>The names of live topics. Each names the organization or project that decides who may listen.</summary>
public static class Topics
{
    /// <summary>Events of the organization were numbered.</summary>
    public static string Events(Id<Organization> organization) => $"events/{organization}";

    /// <summary>What came into the person's inbox, or was read there.</summary>
    public static string Person(Id<User> person) => $"people/{person}";

    /// <summary>Something in the project changed that its overview shows: its experiments and runs, its settings.</summary>
    public static string Project(Id<Project> project) => $"projects/{project}";

    /// <summary>The experiment's list of runs changed. <paramref name="experiment"/> is the number in its address.</summary>
    public static string Experiment(Id<Project> project, long experiment) => string.Create(CultureInfo.InvariantCulture, $"experiments/{project}/{experiment}");

    /// <summary>The project's traces, their spans or assessments changed.</summary>
    public static string Traces(Id<Project> project) => $"traces/{project}";

    /// <summary>The project's registered models, their versions, aliases or stages changed.</summary>
    public static string Models(Id<Project> project) => $"models/{project}";

    /// <summary>What is said of a subject changed: comments, replies, reactions, what is resolved.</summary>
    public static string Comments(Id<Project> project, string kind, string subject) => $"comments/{project}/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(subject)}";

    /// <summary>Who has the page of a subject open changed. Pages hear it, the hub has no such topic.</summary>
    public static string Presence(Id<Project> project, string kind, string subject) => $"presence/{project}/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(subject)}";

    /// <summary>Who is writing a comment on a subject.</summary>
    public static string Writing(Id<Project> project, string kind, string subject) => $"{Presence(project, kind, subject)}/writing";

    /// <summary>The project's webhooks, or what they were sent, changed.</summary>
    public static string Webhooks(Id<Project> project) => $"webhooks/{project}";

    /// <summary>How far the organization's exports and imports are. Pages hear it, the hub has no such topic.</summary>
    public static string Archives(Id<Organization> organization) => $"archives/{organization}";

    /// <summary>One run: its points as they are logged, and <see cref="LiveMessage.Changed"/> when anything else of it changed.</summary>
    public static string Run(Id<Project> project, string run) => $"runs/{project}/{run}";
}

/// <summary>A topic taken apart: where one has to be allowed to read in order to listen to it.</summary>
/// <param name="Organization">The organization whose events it carries, or null.</param>
/// <param name="Project">The project it is about, or null.</param>
/// <param name="Person">The one person who may listen to it, or null.</param>
internal readonly record struct Topic(Id<Organization>? Organization, Id<Project>? Project, Id<User>? Person = null)
{
    private const int RunLimit = 64;
    private const int SubjectLimit = 800;

    /// <summary>Reads a topic's name; null unless it is spelled exactly as <see cref="Topics"/> does.</summary>
    public static Topic? Parse(string name) => name.Split('/') switch
    {
        ["events", var id] when TryId<Organization>(id, out var organization) => new(organization, null),
        ["people", var id] when TryId<User>(id, out var person) => new(null, null, person),
        ["projects", var id] when TryId<Project>(id, out var project) => new(null, project),
        ["traces", var id] when TryId<Project>(id, out var project) => new(null, project),
        ["models", var id] when TryId<Project>(id, out var project) => new(null, project),
        ["webhooks", var id] when TryId<Project>(id, out var project) => new(null, project),
        ["experiments", var id, var number] when TryId<Project>(id, out var project) && IsNumber(number) => new(null, project),
        ["comments", var id, { Length: > 0 and <= RunLimit } kind, { Length: > 0 and <= SubjectLimit } subject] when TryId<Project>(id, out var project) && IsEscaped(kind) && IsEscaped(subject) => new(null, project),
        ["runs", var id, { Length: > 0 and <= RunLimit } run] when TryId<Project>(id, out var project) && run.All(IsRunLetter) => new(null, project),
        _ => null,
    };

    // Another spelling of the same id would be another topic, on which nothing is ever said.
    private static bool TryId<T>(string text, out Id<T> id) => Id<T>.TryParse(text, null, out id) && id.ToString() == text;

    private static bool IsNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private static bool IsEscaped(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text)) == text;

    private static bool IsRunLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
