using Microsoft.AspNetCore.Http;

namespace Slipway.Foundation.Access;

/// <summary>A project as addresses and access need it. That it is known says nothing about who may see it.</summary>
public sealed record KnownProject(Id<Project> Id, Id<Organization> OrganizationId, Visibility Visibility, string OrganizationSlug, string Slug)
{
    /// <summary>Since when nothing in it may be changed, in UTC; null while it may.</summary>
    public DateTime? ArchivedAt { get; init; }

    /// <summary>When it was deleted, in UTC; null while it wasn't. Only its address still leads to a deleted one, so that whoever uses it is told.</summary>
    public DateTime? DeletedAt { get; init; }

    // What a handler gets for an address without a project: services answer 'no such project' to it as to one that may not be seen.
    private static readonly KnownProject Unknown = new(default, default, Visibility.Private, "", "");

    /// <summary>The project in the request's address, for handlers that take it as a parameter.</summary>
    public static ValueTask<KnownProject> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<KnownProject>() ?? Unknown);
}
