using Slipway.Identity.Mailing;

namespace Slipway.Organizations.Members;

/// <summary>What people are written when others decide on their place in an organization.</summary>
internal static class MemberLetters
{
    private const string Ask = "If this surprises you, ask an administrator of the organization.";

    public static Letter Suspended(string name, string organization) => new(
        "member-suspended", $"Your place in {organization} is suspended", name,
        [$"An administrator suspended your place in {organization}. You can't open it, and your tokens for it don't work, until you are reinstated. Nothing of yours is lost."],
        null, Ask);

    public static Letter Reinstated(string name, string organization, string address) => new(
        "member-reinstated", $"You are back in {organization}", name,
        [$"An administrator reinstated your place in {organization}. Everything is as it was, your tokens work again."],
        ("Open it", address), Ask);

    public static Letter Removed(string name, string organization) => new(
        "member-removed", $"You are no longer in {organization}", name,
        [$"An administrator ended your membership of {organization}. You can't open it any more, and your tokens for it stopped working. Your account and your other organizations stay as they are."],
        null, Ask);

    public static Letter Owns(string name, string organization, string former, string address) => new(
        "ownership", $"You are an owner of {organization}", name,
        [$"{former} made you an owner of {organization}: you decide on its people, its plan and its end."],
        ("See its people", address), Ask);
}
