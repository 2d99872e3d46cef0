using System.Collections.Frozen;
using System.Collections.Immutable;
using Darkroom.Generations;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Selects creatives. Null or empty matches all; a value that does not occur matches none.</summary>
/// <param name="State">pending, approved or rejected.</param>
/// <param name="Channel">A channel's id, such as instagram.</param>
/// <param name="Language">A language tag of the brief.</param>
public sealed record CreativeFilter(string? State = null, string? Channel = null, string? Language = null)
{
    /// <summary>True to include creatives whose base image has no prompt yet.</summary>
    public bool WithPlanned { get; init; }
}

/// <summary>The order of a page of creatives.</summary>
public enum CreativeOrder
{
    /// <inheritdoc cref="Creative.ConceptOrder"/>
    Concept,

    /// <inheritdoc cref="Creative.FormatOrder"/>
    Format,
}

/// <summary>Asks for a page of creatives.</summary>
/// <param name="From">The creative that the page begins with. It need not match the filter. Null, or a creative that does not exist, for the first page.</param>
/// <param name="Limit">1 to 1,000.</param>
public sealed record CreativeQuery(CreativeFilter Filter, CreativeOrder Order, string? From, int Limit);

/// <summary>A page of creatives.</summary>
/// <param name="Campaign">The campaign as it was when the page was read.</param>
/// <param name="Counts">The counts of all creatives, on this page or not.</param>
/// <param name="Preceding">How many creatives match the filter and come before this page.</param>
/// <param name="Previous">The first creative of the previous page; null on the first page.</param>
/// <param name="Next">The first creative of the next page; null on the last page.</param>
public sealed record MatrixPage(
    Campaign Campaign, CreativeCounts Counts, ImmutableArray<Creative> Creatives, int Preceding, string? Previous, string? Next)
{
    /// <summary>Returns the first page of a campaign that is not stored, with the creatives of planned images.</summary>
    public static MatrixPage CreateFirst(Campaign campaign, int limit)
    {
        var all = CreativeMatrix.Creatives(campaign.WithPlannedImages(), FrozenDictionary<CreativeKey, CreativeState>.Empty)
            .OrderBy(creative => creative.FormatOrder).ToImmutableArray();
        return new MatrixPage(
            campaign, CreativeCounts.Create(all), [.. all.Take(limit)], 0, null, all.Length > limit ? all[limit].Key.ToString() : null);
    }
}

/// <summary>Creatives that wait for a decision.</summary>
/// <param name="Tag">Identifies them and their looks; opaque.</param>
public sealed record PendingCreatives(int Count, string Tag);

/// <summary>How far a creative is.</summary>
public enum CreativeStage
{
    /// <summary>Its base image has no prompt yet.</summary>
    Planned,

    /// <summary>Its base image has a prompt but no finished image.</summary>
    Prompted,

    /// <summary>It can be drawn.</summary>
    Ready,
}

/// <summary>How many creatives have the same values of everything that filters use.</summary>
public sealed record CreativeCount(string Channel, string Language, string State, CreativeStage Stage, int Count);

/// <summary>The numbers of creatives of a campaign, for every filter.</summary>
public sealed record CreativeCounts(ImmutableArray<CreativeCount> Counts)
{
    public static CreativeCounts Create(IEnumerable<Creative> creatives) => new(
        [.. creatives.CountBy(creative => (creative.Format.ChannelId, creative.Key.Language, State: Wire.Name(creative.Approval), Stage: StageOf(creative.Image)))
            .Select(group => new CreativeCount(group.Key.ChannelId, group.Key.Language, group.Key.State, group.Key.Stage, group.Value))]);

    public static CreativeStage StageOf(BaseImage image) =>
        image.ImageId is not null ? CreativeStage.Ready : image.IsPlanned ? CreativeStage.Planned : CreativeStage.Prompted;

    /// <summary>Counts the creatives that match a filter.</summary>
    public int Count(CreativeFilter filter) => Matching(filter).Sum(count => count.Count);

    /// <summary>Counts the creatives that match a filter and can be drawn.</summary>
    public int CountReady(CreativeFilter filter) => Matching(filter).Where(count => count.Stage == CreativeStage.Ready).Sum(count => count.Count);

    private IEnumerable<CreativeCount> Matching(CreativeFilter filter) => Counts.Where(count =>
        (string.IsNullOrEmpty(filter.State) || count.State == filter.State)
        && (string.IsNullOrEmpty(filter.Channel) || count.Channel == filter.Channel)
        && (string.IsNullOrEmpty(filter.Language) || count.Language == filter.Language)
        && (filter.WithPlanned || count.Stage != CreativeStage.Planned));
}
