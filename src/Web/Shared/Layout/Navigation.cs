namespace Slipway.Shared.Layout;

/// <summary>An organization or a project that the switcher offers. <paramref name="Slug"/> is its part of the address.</summary>
public sealed record Place(string Name, string Slug, string Href);

/// <summary>One entry of a project's rail. <paramref name="Icon"/> is the inside of an SVG, as the icon library has it.</summary>
/// <param name="Keys">The keys that lead there from anywhere in the project, such as <c>g e</c>.</param>
/// <param name="Exact">Whether only this address marks the entry as current, and not those below it.</param>
public sealed record RailLink(string Text, string Href, string Icon, string Keys, bool Exact = false);

/// <summary>Who is signed in, as the user menu shows it.</summary>
/// <param name="Avatar">The address of the picture; null for the initials.</param>
public sealed record Person(string Name, string Email, string? Avatar = null)
{
    /// <summary>One or two letters for the round mark.</summary>
    public string Initials =>
        string.Concat(Name.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words ? [words[0][0], words[^1][0]] : Name.Take(1)).ToUpperInvariant();
}

/// <summary>A link of the user menu or of the foot of a switcher, such as 'New project'.</summary>
public sealed record MenuLink(string Text, string Href);
