using Microsoft.Extensions.Configuration;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Jobs;

/// <summary>
/// The people who run this installation: ids of users in <c>Slipway:Operators</c>, a list or one text with commas. Nobody when it isn't
/// set. No role in an organization makes one.
/// </summary>
public sealed class Operators
{
    /// <summary>What everybody else is told of what is for operators.</summary>
    internal static readonly NotFound Nothing = new("There is nothing at this address.");

    private readonly HashSet<Id<User>> _people;

    internal Operators(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:Operators");
        var texts = section.GetChildren().Select(child => child.Value).Append(section.Value).OfType<string>();
        _people = [.. texts.SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).Select(Person)];
    }

    /// <summary>Whether that is an operator, in person: a token never is.</summary>
    public bool Include(Principal? principal) => principal is { Token: null } && _people.Contains(principal.UserId);

    private static Id<User> Person(string text) =>
        Id<User>.TryParse(text, null, out var id)
            ? id
            : throw new InvalidOperationException($"Slipway:Operators names '{text}'. Set it to the ids of users, separated by commas.");
}
