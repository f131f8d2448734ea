using Slipway.Foundation.Events;

namespace Slipway.Registry;

/// <summary>How the registry's events are told.</summary>
internal static class RegistryStories
{
    public static readonly EventStory[] All =
    [
        new("model.created", "Model registered", fact => $"registered the {Noun(fact)} {Model(fact)}"),
        new("model.renamed", "Model renamed", fact => $"renamed the model {fact.Text("before")} to {Model(fact)}"),
        new("model.described", "Model described", fact => $"described the model {Model(fact)}"),
        new("model.owned", "Model's owner changed", fact => fact.Text("owner") is { Length: > 0 } owner ? $"made {owner} the owner of {Model(fact)}" : $"left the model {Model(fact)} without an owner"),
        new("model.tagged", "Model tagged", fact => $"{Tagging(fact)} the {Noun(fact)} {Model(fact)}"),
        new("model.deleted", "Model deleted", fact => $"deleted the model {Model(fact)}"),
        new("version.created", "Version registered", fact => fact.Text("copiedFrom") is { Length: > 0 } from ? $"copied {from} to {Version(fact)}" : $"registered {Version(fact)}"),
        new("version.described", "Version described", fact => $"changed the notes of {Version(fact)}"),
        new("version.tagged", "Version tagged", fact => $"{Tagging(fact)} {Version(fact)}"),
        new("version.deleted", "Version deleted", fact => $"deleted {Version(fact)}"),
        new("version.restored", "Version restored", fact => $"restored {Version(fact)}"),
        new("version.erased", "Version erased", fact => $"erased {Version(fact)} for good"),
        new("version.purged", "Version erased with its project", fact => $"erased {Version(fact)} with its project{(fact.Text("digest") is { Length: > 0 } digest ? $" (it had the digest {digest})" : "")}") { IsForAuditAlone = true, Page = _ => null },
        new("model.erased", "Model erased", fact => $"erased the model {Model(fact)} for good{With(fact.Text("versions"))}") { Page = _ => null },
        new("model.restored", "Model restored", fact => $"restored the model {Model(fact)}"),
        new("alias.moved", "Alias moved", Moved),
        new("stage.entered", "Stage changed", fact => $"moved {Version(fact)} from {fact.Text("from")} to {fact.Text("stage")}"),
        new("stages.defined", "Stages defined", _ => "changed the stages that versions may be in"),
    ];

    private static string Moved(EventFact fact) => (fact.Text("from"), fact.Text("to")) switch
    {
        (var from, "") => $"took the alias {fact.Text("alias")} from version {from} of {Model(fact)}",
        ("", var to) => $"gave the alias {fact.Text("alias")} to version {to} of {Model(fact)}",
        var (from, to) => $"moved the alias {fact.Text("alias")} of {Model(fact)} from version {from} to {to}",
    };

    private static string Tagging(EventFact fact) => fact.Text("value") is { Length: > 0 and <= 60 } value ? $"set the tag {fact.Text("key")} to {value} on" : $"changed the tag {fact.Text("key")} of";

    private static string Noun(EventFact fact) => bool.TryParse(fact.Text("isPrompt"), out var isPrompt) && isPrompt ? "prompt" : "model";

    private static string With(string versions) => versions switch { "0" => "", "1" => ", with its version", _ => $", with its {versions} versions" };

    private static string Model(EventFact fact) => fact.Text("model");

    private static string Version(EventFact fact) => $"version {fact.Text("version")} of {Model(fact)}";
}
