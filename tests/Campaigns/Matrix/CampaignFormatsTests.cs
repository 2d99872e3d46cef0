using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Tests.Campaigns.Matrix;

public sealed class CampaignFormatsTests
{
    [Fact]
    public void Every_format_has_a_unique_id_and_space_within_its_safe_zone()
    {
        Assert.Equal(CampaignFormats.All.Length, CampaignFormats.All.Select(format => format.Id).Distinct().Count());
        Assert.All(CampaignFormats.All, format =>
        {
            Assert.True(format.Safe.Left + format.Safe.Right < format.Size.Width / 2);
            Assert.True(format.Safe.Top + format.Safe.Bottom < format.Size.Height / 2);
            Assert.True(CampaignFormats.TryFind(format.Id, out var found));
            Assert.Same(format, found);
        });
    }

    [Theory]
    [InlineData("instagram-square", AspectShape.Square)]
    [InlineData("google-300x250", AspectShape.Square)]
    [InlineData("google-160x600", AspectShape.Portrait)]
    [InlineData("facebook", AspectShape.Landscape)]
    [InlineData("google-970x250", AspectShape.Landscape)]
    public void Each_format_is_cropped_from_the_base_image_that_loses_least(string id, AspectShape shape)
    {
        Assert.True(CampaignFormats.TryFind(id, out var format));
        Assert.Equal(shape, CreativeMatrix.ShapeOf(format.Size));
    }

    [Theory]
    [InlineData("custom-800x400", true)]
    [InlineData("custom-50x4096", true)]
    [InlineData("custom-49x400", false)]
    [InlineData("custom-400x4097", false)]
    [InlineData("custom-", false)]
    [InlineData("billboard", false)]
    [InlineData(null, false)]
    public void A_custom_size_is_accepted_within_limits(string? id, bool known) => Assert.Equal(known, CampaignFormats.TryFind(id, out _));
}
