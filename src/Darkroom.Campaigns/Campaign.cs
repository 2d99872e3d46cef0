using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns;

/// <summary>A campaign's brief and base images. Its creatives are read in parts, see <see cref="ICampaignStore"/>.</summary>
public sealed record Campaign
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the last change. Every change makes it later, if only by a millisecond.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was put away; null if it was not.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>When it was deleted; null unless it is in the trash, where only <see cref="ICampaignStore.PageAsync"/> finds it.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Counts from 1 and grows when the brief or a prompt is saved. A client that saves sends the version that it read.</summary>
    public long Version { get; init; } = 1;

    public required Brief Brief { get; init; }

    /// <summary>Empty until the prompts are written.</summary>
    public ImmutableArray<Concept> Concepts { get; init; } = [];

    /// <summary>The base images that the brief needs. Others, which an earlier brief needed, are kept in <see cref="Concepts"/>.</summary>
    public IEnumerable<BaseImage> Images
    {
        get
        {
            var shapes = CreativeMatrix.Shapes(Brief);
            return Concepts.Where(concept => concept.Index < Brief.Concepts).SelectMany(concept => concept.Images).Where(image => shapes.Contains(image.Shape));
        }
    }

    /// <summary>True if every base image that the brief needs was requested with its present prompt, and none waits or is being generated.</summary>
    public bool ImagesEnded => WithPlannedImages().Images.All(image => image is { Status: not null, IsRunning: false } && image.GeneratedRevision == image.Revision);

    /// <inheritdoc cref="CampaignStateTag"/>
    public CampaignStateTag StateTag => CampaignStateTag.Create(Id, ChangedAt, Concepts.SelectMany(concept => concept.Images));

    /// <summary>Returns a base image; null if the campaign has none for that concept and shape.</summary>
    public BaseImage? FindImage(BaseImageKey key) =>
        Concepts.FirstOrDefault(concept => concept.Index == key.Concept)?.Images.FirstOrDefault(image => image.Shape == key.Shape);

    /// <summary>Returns the campaign with every concept and base image that the brief needs; those without a prompt yet are planned.</summary>
    public Campaign WithPlannedImages()
    {
        var shapes = CreativeMatrix.Shapes(Brief);
        return this with
        {
            Concepts =
            [
                .. Enumerable.Range(0, Brief.Concepts).Select(index => new Concept(
                    index,
                    Concepts.FirstOrDefault(concept => concept.Index == index)?.Name ?? "",
                    [.. shapes.Select(shape => new BaseImageKey(index, shape)).Select(key => FindImage(key) ?? new BaseImage(key, ""))])),
            ],
        };
    }
}

/// <summary>A campaign with the states of all its creatives.</summary>
/// <param name="States">What people changed and decided; a creative without a state is as the brief says.</param>
public sealed record CompleteCampaign(Campaign Campaign, ImmutableDictionary<CreativeKey, CreativeState> States)
{
    /// <inheritdoc cref="CreativeMatrix.Creatives(Campaign, IReadOnlyDictionary{CreativeKey, CreativeState})"/>
    public IEnumerable<Creative> Creatives => CreativeMatrix.Creatives(Campaign, States);
}

/// <summary>The shape of a base image. A format of another shape is cropped from the nearest one.</summary>
public enum AspectShape
{
    Square,
    Portrait,
    Landscape,
}

/// <summary>One idea for an image, described in one prompt per shape.</summary>
/// <param name="Index">Counts from 0.</param>
/// <param name="Name">A few words, such as "Close-up, morning light".</param>
public sealed record Concept(int Index, string Name, ImmutableArray<BaseImage> Images);

/// <summary>Identifies a base image in its campaign.</summary>
public readonly record struct BaseImageKey(int Concept, AspectShape Shape);

/// <summary>The image of a concept in one shape.</summary>
/// <param name="Prompt">People can read and edit it before the image is generated. Empty for an image that is only planned.</param>
public sealed record BaseImage(BaseImageKey Key, string Prompt)
{
    public AspectShape Shape => Key.Shape;

    /// <summary>True if the brief needs the image but its prompt is not written yet.</summary>
    public bool IsPlanned => Prompt.Length == 0;

    /// <summary>Counts from 0 and grows with each request for another image. Each revision starts one generation.</summary>
    public int Revision { get; init; }

    /// <summary>The generation of the image; null before the first.</summary>
    public string? GenerationId { get; init; }

    /// <summary>The <see cref="Revision"/> that <see cref="GenerationId"/> belongs to.</summary>
    public int GeneratedRevision { get; init; }

    /// <summary>The image's index in its generation.</summary>
    public int ImageIndex { get; init; }

    /// <summary>The newest finished image; null before the first. It stays until the next one is finished.</summary>
    public string? ImageId { get; init; }

    /// <summary>The point that crops keep in view, 0 to 1 from the left and from the top; null to find it in the image.</summary>
    public FocusPoint? Focus { get; init; }

    /// <summary>The status in <see cref="GenerationId"/>; null before the first generation.</summary>
    public SlotStatus? Status { get; init; }

    /// <summary>Why the generation failed; null unless it did.</summary>
    public Failure? Failure { get; init; }

    /// <summary>True while the image waits or is being generated.</summary>
    public bool IsRunning => Status is SlotStatus.Waiting or SlotStatus.Running;

    /// <summary>True if the newest prompt's image is finished.</summary>
    public bool IsCurrent => GeneratedRevision == Revision && Status == SlotStatus.Ready;
}

/// <summary>A short value that changes whenever a campaign's state changes: a decision, a text, a prompt, or the progress of an image.</summary>
/// <param name="Value">The value; opaque.</param>
/// <param name="Topics">The signals that announce a change: the campaign and the generations of its base images.</param>
public sealed record CampaignStateTag(string Value, IReadOnlySet<string> Topics)
{
    public static CampaignStateTag Create(string id, DateTimeOffset changedAt, IEnumerable<BaseImage> images)
    {
        var all = images.ToList();
        var states = Encoding.UTF8.GetBytes(string.Join('|', all.Select(image => $"{image.Status}{image.ImageId}")));
        return new CampaignStateTag(
            string.Create(CultureInfo.InvariantCulture, $"{changedAt.ToUnixTimeMilliseconds():x}-{Convert.ToHexStringLower(SHA256.HashData(states).AsSpan(0, 8))}"),
            all.Select(image => image.GenerationId).OfType<string>().Append(id).ToHashSet(StringComparer.Ordinal));
    }
}
