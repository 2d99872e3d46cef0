using Darkroom.Campaigns.Formats;

namespace Darkroom.Tests.Campaigns.Formats;

public sealed class CampaignFormatsTests
{
    [Fact]
    public void Every_format_has_an_id_of_its_own_and_leaves_room_within_its_safe_zone()
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
    [InlineData("instagram-square", FormatShape.Square)]
    [InlineData("google-300x250", FormatShape.Square)]
    [InlineData("google-160x600", FormatShape.Portrait)]
    [InlineData("facebook", FormatShape.Landscape)]
    [InlineData("google-970x250", FormatShape.Strip)]
    public void A_format_knows_which_base_image_serves_it(string id, FormatShape shape)
    {
        Assert.True(CampaignFormats.TryFind(id, out var format));
        Assert.Equal(shape, format.Shape);
    }

    [Theory]
    [InlineData("custom-800x400", true)]
    [InlineData("custom-50x4096", true)]
    [InlineData("custom-49x400", false)]
    [InlineData("custom-400x4097", false)]
    [InlineData("custom-", false)]
    [InlineData("billboard", false)]
    [InlineData(null, false)]
    public void A_size_of_ones_own_is_taken_within_limits(string? id, bool known) => Assert.Equal(known, CampaignFormats.TryFind(id, out _));
}
