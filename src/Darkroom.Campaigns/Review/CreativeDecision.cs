using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Review;

/// <summary>A decision about a creative as it looked at that time.</summary>
/// <param name="ContentHash">The <see cref="Creative.ContentHash"/> that was decided on.</param>
/// <param name="Version">The creative's version at that time.</param>
/// <param name="Author">The name of the reviewer; null for the studio.</param>
/// <param name="ByLink">As <see cref="CreativeState.ByLink"/>.</param>
public sealed record CreativeDecision(string ContentHash, int Version, Approval Approval, string? Author, bool ByLink, DateTimeOffset DecidedAt)
{
    /// <inheritdoc cref="Creative.Signature"/>
    public string? Signature => Reviewer.Sign(Author, ByLink);
}

/// <summary>Everything that decides how a creative looks, so that the version that was decided on can be drawn again.</summary>
/// <param name="Style">The brief's colours, logo and typeface.</param>
/// <param name="Template">The brief's layout.</param>
public sealed record CreativeLook(
    string? ImageId, FocusPoint? ImageFocus, string Headline, string CallToAction, string? SmallPrint, BrandLook Style, string? Template, CreativeState State)
{
    public static CreativeLook From(Creative creative) => new(
        creative.Image.ImageId,
        creative.Image.Focus,
        creative.Headline,
        creative.CallToAction,
        creative.SmallPrint,
        creative.Brief.Look,
        creative.Brief.Template,
        (creative.State ?? new CreativeState()) with { Comment = null, By = null, Decider = null });

    /// <summary>Returns a creative as it looked then.</summary>
    public Creative ApplyTo(Creative creative)
    {
        var before = creative with
        {
            Image = creative.Image with { ImageId = ImageId, Focus = ImageFocus },
            Brief = creative.Brief with { Look = Style, Template = Template },
            State = State,
            Headline = Headline,
            CallToAction = CallToAction,
            SmallPrint = SmallPrint,

            // Not null, so that a stored preview is used.
            Warnings = [],
        };
        return before with { ContentHash = before.ComputeContentHash() };
    }
}

/// <summary>A version of a creative that someone decided on.</summary>
/// <param name="PreviewKey">The preview that was kept; null if there is none.</param>
public sealed record DecidedVersion(CreativeLook Look, string? PreviewKey);
