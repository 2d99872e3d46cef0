using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns;

/// <summary>A campaign with the generations of its base images, as of one moment.</summary>
/// <param name="Campaign">With the pictures that are there by now.</param>
/// <param name="Generations">By id, those that its base images name.</param>
public sealed record CampaignSnapshot(Campaign Campaign, ImmutableDictionary<string, GenerationState> Generations)
{
    /// <summary>How a base image's newest generation stands; null before the first.</summary>
    public SlotState? SlotOf(BaseImage image) =>
        image.GenerationId is { } id && Generations.TryGetValue(id, out var state) ? state.Slots[image.ImageIndex] : null;

    /// <summary>The campaign with each picture that its generation has made.</summary>
    public CampaignSnapshot WithImages() => this with
    {
        Campaign = CampaignEdits.EachImage(Campaign, (_, image) => image with { ImageId = SlotOf(image)?.ImageId ?? image.ImageId }),
    };

    /// <summary>Base images whose picture is there and that nobody has asked another one of.</summary>
    public int Done => All.Count(image => SlotOf(image)?.Status == SlotStatus.Ready);

    /// <summary>How many base images the brief needs, of those that have prompts.</summary>
    public int Count => All.Count();

    /// <summary>Names this state: another decision, text, prompt or picture gives another mark.</summary>
    public string StateTag
    {
        get
        {
            var pictures = string.Join('|', All.Select(image => $"{SlotOf(image)?.Status}{image.ImageId}"));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Campaign.ChangedAt.ToUnixTimeMilliseconds():x}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pictures)).AsSpan(0, 8))}");
        }
    }

    /// <summary>What to listen to for changes: the campaign itself, and the generations of its pictures.</summary>
    public IReadOnlySet<string> Topics => Campaign.Concepts.SelectMany(concept => concept.Images)
        .Select(image => image.GenerationId).OfType<string>().Append(Campaign.Id).ToHashSet(StringComparer.Ordinal);

    private IEnumerable<BaseImage> All => CampaignEdits.CellsOf(Campaign).Select(one => one.Image);
}

/// <summary>How a change of a campaign ended.</summary>
public abstract record CampaignOutcome
{
    private CampaignOutcome()
    {
    }

    public sealed record Done(CampaignSnapshot Snapshot) : CampaignOutcome;

    /// <summary>There is no such campaign, or no such concept, picture or creative in it.</summary>
    public sealed record NotFound : CampaignOutcome;

    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : CampaignOutcome;

    /// <summary>Somebody saved meanwhile.</summary>
    /// <param name="Version">The version that is there now.</param>
    public sealed record Stale(long Version) : CampaignOutcome;

    /// <summary>The engine took none of the images that were asked for.</summary>
    public sealed record Refused(StartOutcome Why) : CampaignOutcome;
}

/// <summary>One base image's place: a concept and a shape.</summary>
public readonly record struct BaseImageKey(int Concept, AspectShape Shape);

/// <summary>What generating came to.</summary>
/// <param name="Started">Generations that make what was missing, in the order of concepts; those that already ran are among them.</param>
/// <param name="Refused">The first reason why others were not started; null where all were.</param>
public sealed record CampaignStart(ImmutableArray<(BaseImageKey Cell, GenerationState Generation)> Started, StartOutcome? Refused);

/// <summary>What somebody wants of one creative. Null leaves a field as it is; an empty text goes back to what the brief says.</summary>
public sealed record CreativeEdit
{
    public string? Headline { get; init; }

    public string? CallToAction { get; init; }

    public string? SmallPrint { get; init; }

    public string? Template { get; init; }

    public FocusPoint? Focus { get; init; }

    public Approval? Approval { get; init; }

    public string? Comment { get; init; }

    /// <summary>Who decides: a name given at a review link, or null for the owner.</summary>
    public string? By { get; init; }

    /// <inheritdoc cref="CreativeState.ByLink"/>
    public bool ByLink { get; init; }
}
