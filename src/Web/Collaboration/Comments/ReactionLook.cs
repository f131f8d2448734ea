using MudBlazor;

namespace Slipway.Collaboration.Comments;

/// <summary>How a reaction is shown: drawn, since not every machine has a font with such letters.</summary>
internal sealed record ReactionLook(Reaction Reaction, string Name, string Icon)
{
    public static readonly IReadOnlyList<ReactionLook> All =
    [
        new(Reaction.ThumbsUp, "Thumbs up", Icons.Material.Rounded.ThumbUp),
        new(Reaction.ThumbsDown, "Thumbs down", Icons.Material.Rounded.ThumbDown),
        new(Reaction.Heart, "Heart", Icons.Material.Rounded.Favorite),
        new(Reaction.Celebrate, "Celebrate", Icons.Material.Rounded.Celebration),
        new(Reaction.Rocket, "Rocket", Icons.Material.Rounded.RocketLaunch),
        new(Reaction.Eyes, "Eyes", Icons.Material.Rounded.Visibility),
    ];

    public static ReactionLook Of(Reaction reaction) => All.Single(look => look.Reaction == reaction);
}
