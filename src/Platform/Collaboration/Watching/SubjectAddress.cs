using System.Security.Cryptography;
using System.Text;

namespace Slipway.Collaboration.Watching;

/// <summary>A subject's address taken apart: <c>projects/vision/models/fraud/versions/3</c> is a version of a model of a project.</summary>
internal static class SubjectAddress
{
    /// <summary>The characters of a <see cref="Hash"/>.</summary>
    public const int HashLength = 32;

    private const string Projects = "projects";

    /// <summary>What stands for an address in indexes, which whole addresses are too long for.</summary>
    public static string Hash(string subject) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))[..HashLength];

    /// <summary>The subject and all that it lies in, from the nearest to the project.</summary>
    public static IEnumerable<string> Chain(string subject)
    {
        for (var parts = subject.Split('/'); parts is [Projects, _, ..]; parts = parts[..^(parts.Length % 2 == 0 ? 2 : 1)])
        {
            yield return string.Join('/', parts);
        }
    }

    /// <summary>
    /// What sort of thing it is: <c>models/versions</c>, or <c>models/the card</c> where there is but one that needs no name; empty for a project, null for what is no thing of a project.
    /// </summary>
    public static string? Kind(string subject) =>
        subject.Split('/') is [Projects, _, ..] parts && Array.TrueForAll(parts, part => part.Length > 0)
            ? string.Join('/', parts.Skip(2).Where((_, index) => index % 2 == 0).Select((sort, index) => parts.Length == (2 * index) + 3 ? $"the {sort}" : sort))
            : null;

    /// <summary>The project's part of the address.</summary>
    public static string Project(string subject) => subject.Split('/') is [Projects, var slug, ..] ? slug : "";

    /// <summary>Its own name in the address: a run's id, a version's number.</summary>
    public static string Name(string subject) => subject[(subject.LastIndexOf('/') + 1)..];

    /// <summary>What it is called when nobody knows better: 'run 1a2b', 'version 3'.</summary>
    public static string Words(string subject) =>
        subject.Split('/') is [.., var sort, var name] ? $"{(sort.EndsWith('s') ? sort[..^1] : sort)} {(name.Length > 12 ? name[..8] : name)}" : subject;
}
