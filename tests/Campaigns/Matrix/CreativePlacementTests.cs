using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Tests.Campaigns.Matrix;

public sealed class CreativePlacementTests
{
    private static readonly CreativeKey Key = new(0, "instagram-square", 0, 0, "en");

    [Fact]
    public void A_chosen_place_is_a_new_look_and_automatic_is_the_old_one()
    {
        var automatic = Find(null);
        var moved = CampaignEdits.Edit(automatic, new CreativeEdit { Placement = "top" })!;
        var back = CampaignEdits.Edit(Find(moved), new CreativeEdit { Placement = "" })!;

        Assert.Equal("top", moved.Placement);
        Assert.NotEqual(automatic.ContentHash, Find(moved).ContentHash);
        Assert.Null(back.Placement);
        Assert.Equal(automatic.ContentHash, Find(back).ContentHash);
    }

    [Fact]
    public void An_edit_of_something_else_keeps_the_place() =>
        Assert.Equal("left", CampaignEdits.Edit(Find(new CreativeState { Placement = "left" }), new CreativeEdit { Headline = "Other" })!.Placement);

    [Fact]
    public void A_stored_state_of_an_earlier_version_has_an_automatic_place()
    {
        var stored = JsonSerializer.Deserialize("""{"approval":"approved","version":3,"template":"split","focus":{"x":0.2,"y":0.4}}""", CampaignJson.Default.CreativeState)!;

        Assert.Null(stored.Placement);
        Assert.DoesNotContain("placement", JsonSerializer.Serialize(stored, CampaignJson.Default.CreativeState), StringComparison.Ordinal);
    }

    private static Creative Find(CreativeState? state)
    {
        var brief = new Brief { Formats = [Key.Format], Copy = [new CampaignCopy("en", ["Slow down"], ["See rooms"])] };
        return new CreativeMatrix(brief).Find(Key, new BaseImage(new BaseImageKey(0, AspectShape.Square), "a room") { ImageId = $"{1:x32}" }, state)!;
    }
}
