using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications.Inbox;

/// <summary>Which part of the inbox is meant.</summary>
/// <param name="Organization">Only what happened in this organization, by its address; null for all.</param>
/// <param name="Category">Only this category, such as <c>runs</c>; null for all.</param>
/// <param name="Unread">Only what wasn't read.</param>
public sealed record InboxFilter(string? Organization = null, string? Category = null, bool Unread = false);

/// <summary>One event, as its reader is told of it.</summary>
/// <param name="Key">Its place in the inbox: newer ones have larger keys.</param>
/// <param name="Actor">Who did it; empty for the platform itself.</param>
/// <param name="Sentence">What happened, to be read after the actor's name.</param>
/// <param name="Address">The page that shows it.</param>
/// <param name="Why">Why the reader is told, as a sentence.</param>
public sealed record InboxEntry(long Key, string Kind, string Category, Id<User>? ActorId, string Actor, string Sentence, string Address, DateTime At, bool IsRead, string Why);

/// <summary>One subject in the inbox, with all that happened to it.</summary>
/// <param name="Organization">The organization's address.</param>
/// <param name="Subject">The subject's address within the organization.</param>
/// <param name="Title">What the subject is called.</param>
/// <param name="Sort">What it is: 'run'.</param>
/// <param name="Count">How many events the filter finds.</param>
/// <param name="Unread">How many of them weren't read.</param>
/// <param name="Newest">The last that happened.</param>
public sealed record InboxItem(
    string Organization, string OrganizationName, string? Project, string? ProjectName, string Subject, string Title, string Sort, int Count, int Unread, InboxEntry Newest);

/// <summary>A page of the inbox, newest first.</summary>
/// <param name="Next">What to ask for as <c>before</c> to get the next page; null when this is the last.</param>
public sealed record InboxPage(IReadOnlyList<InboxItem> Items, long? Next);

/// <summary>How much there is to read.</summary>
/// <param name="Unread">Subjects with something unread.</param>
public sealed record InboxCount(int Unread);

/// <summary>Marks a part of the inbox.</summary>
/// <param name="Read">Whether it becomes read or unread.</param>
/// <param name="Organization">Only in this organization, by its address.</param>
/// <param name="Subject">Only this subject, by its address within the organization.</param>
/// <param name="Category">Only this category.</param>
/// <param name="Through">Only up to this key, so that what came meanwhile stays as it is.</param>
public sealed record MarkInbox(
    [Required] bool? Read,
    [MaxLength(global::Slipway.Foundation.Tenancy.Organization.SlugLimit)] string? Organization = null,
    [MaxLength(EventRow.SubjectLimit)] string? Subject = null,
    [MaxLength(NotificationCategory.NameLimit)] string? Category = null,
    long? Through = null);

/// <summary>What was marked.</summary>
/// <param name="Marked">How many events.</param>
public sealed record InboxMarked(int Marked);
