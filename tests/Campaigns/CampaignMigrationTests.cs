using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Generations;
using Darkroom.Sqlite;
using Darkroom.Tests.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Campaigns;

/// <summary>Opens a data folder in which base images are JSON of their campaign.</summary>
public sealed class CampaignMigrationTests : IDisposable
{
    private const int LastVersionBefore = 9;

    private const string Rows =
        """
        INSERT INTO generations (id, created_at, status, request, last_sequence, campaign_id) VALUES
            ('00000000000000000000000000000001', 1767225600000, 'complete', '{"prompt":"a cup","n":1,"provider":"painter","seed":7,"partial_images":0}', 0, '00000000000000000000000000000009');
        INSERT INTO slots (generation_id, image_index, lane, queued_at, status, attempt, tries, image_id) VALUES
            ('00000000000000000000000000000001', 0, 'painter', 1767225600000, 'ready', 1, 1, '00000000000000000000000000000002');
        INSERT INTO campaigns (id, created_at, changed_at, version, brief, concepts) VALUES (
            '00000000000000000000000000000009', 1767225600000, 1767225600001, 5,
            '{"name":"Spring","formats":["instagram-square","instagram-story"],"concepts":2,"look":{"primary":"#1d3557","secondary":"#e63946"},"copy":[{"language":"en","headlines":["One","Two"],"calls_to_action":["Go"]}]}',
            '[{"index":0,"name":"Close-up","images":[
                {"shape":"square","prompt":"a cup","revision":2,"generation_id":"00000000000000000000000000000001","generated_revision":2,"image_index":0,"focus":{"x":0.25,"y":0.5}},
                {"shape":"portrait","prompt":"a tall cup","revision":0,"generated_revision":0,"image_index":0,"image_id":"00000000000000000000000000000003"}]},
              {"index":1,"name":"Dusk","images":[{"shape":"square","prompt":"an ''evening''","revision":0,"generated_revision":0,"image_index":0}]}]');
        INSERT INTO creatives (campaign_id, key, state) VALUES
            ('00000000000000000000000000000009', '0.instagram-square.0.0.en', '{"approval":"approved","by":"Ana","by_link":true,"version":2}'),
            ('00000000000000000000000000000009', '0.instagram-square.1.0.en', '{"approval":"approved","version":1,"look":"0000000000000000"}'),
            ('00000000000000000000000000000009', '0.x.0.0.en', '{"approval":"rejected","version":1}');
        """;

    /// <summary>A campaign with an approved creative, before comments and versions were kept.</summary>
    private const string RowsOfSchema25 =
        """
        INSERT INTO campaigns (id, created_at, changed_at, version, brief) VALUES (
            '00000000000000000000000000000009', 1767225600000, 1767225600001, 5,
            '{"name":"Spring","formats":["instagram-square"],"concepts":1,"look":{"primary":"#1d3557","secondary":"#e63946"},"copy":[{"language":"en","headlines":["One"],"calls_to_action":["Go"]}]}');
        INSERT INTO base_images (campaign_id, concept, shape, concept_name, prompt, revision, generated_revision, image_index, image_id) VALUES
            ('00000000000000000000000000000009', 0, 'square', 'Close-up', 'a cup', 0, 0, 0, '00000000000000000000000000000003');
        INSERT INTO creatives (campaign_id, key, state) VALUES
            ('00000000000000000000000000000009', '0.instagram-square.0.0.en', '{"approval":"approved","by":"Ana","by_link":true,"version":1}');
        """;

    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Base_images_and_decisions_of_an_earlier_schema_are_all_there()
    {
        await WriteEarlierSchemaAsync();

        var campaign = Assert.Single(await _temp.Storage.Campaigns.PageAsync(CampaignShelf.Active, null, 10, Token));

        Assert.Equal((null, null, SubjectKind.Thing), (campaign.ArchivedAt, campaign.DeletedAt, campaign.Brief.Kind));
        Assert.Empty(campaign.Brief.Copy[0].Unchecked);
        Assert.Equal(["Close-up", "Dusk"], campaign.Concepts.Select(concept => concept.Name));
        var square = campaign.FindImage(new BaseImageKey(0, AspectShape.Square))!;
        Assert.Equal(
            ("a cup", 2, 2, SlotStatus.Ready, "00000000000000000000000000000002", 0.25),
            (square.Prompt, square.Revision, square.GeneratedRevision, square.Status, square.ImageId, square.Focus!.Value.X));
        Assert.Equal("00000000000000000000000000000003", campaign.FindImage(new BaseImageKey(0, AspectShape.Portrait))!.ImageId);
        Assert.Equal("an 'evening'", campaign.FindImage(new BaseImageKey(1, AspectShape.Square))!.Prompt);
        Assert.Null(campaign.FindImage(new BaseImageKey(1, AspectShape.Portrait)));

        var page = (await _temp.Storage.Campaigns.CreativesAsync(campaign.Id, new CreativeQuery(new CreativeFilter(), CreativeOrder.Concept, null, 100), Token))!;
        Assert.Equal(6, page.Creatives.Length);
        Assert.Equal([Approval.Approved, Approval.Pending], page.Creatives.Take(2).Select(creative => creative.Approval));
        Assert.Equal(("Ana", 2), (page.Creatives[0].Signature, page.Creatives[0].Version));
        Assert.Equal((1, 4), (page.Counts.Count(new CreativeFilter("approved")), page.Counts.CountReady(new CreativeFilter())));
        Assert.Equal(3, (await _temp.Storage.Campaigns.FindCompleteAsync(campaign.Id, Token))!.States.Count);
    }

    [Fact]
    public async Task A_decision_made_before_versions_were_kept_stays_and_the_creative_can_be_discussed()
    {
        DeleteDatabase();
        await EarlierSchema.CreateAsync(_temp.Folder, 25, RowsOfSchema25);
        var (campaigns, reviews) = (_temp.Storage.Campaigns, _temp.Storage.Reviews);
        const string Id = "00000000000000000000000000000009";
        var key = new CreativeKey(0, "instagram-square", 0, 0, "en");

        var before = (await campaigns.FindCreativeAsync(Id, key, Token))!;
        Assert.Equal((Approval.Approved, "Ana", 0), (before.Approval, before.Signature, before.OpenComments));
        Assert.Empty(await reviews.DecisionsAsync(Id, key, Token));
        var comment = new ReviewComment(Ids.New(_temp.Time), null, before.ContentHash, 1, new(0.5, 0.5), "Too dark", "Bo", false, _temp.Time.GetUtcNow());
        Assert.Equal(CommentResult.Done, await reviews.AddCommentAsync(Id, key, comment, Token));
        await campaigns.ChangeCreativeAsync(Id, key, now => now.State! with { Approval = Approval.Rejected, Decider = "Bo", Look = now.ContentHash }, Token);

        var after = (await campaigns.FindCreativeAsync(Id, key, Token))!;
        Assert.Equal((Approval.Rejected, 1), (after.Approval, after.OpenComments));
        Assert.Equal(["Bo"], (await reviews.DecisionsAsync(Id, key, Token)).Select(decision => decision.Author));
    }

    private void DeleteDatabase()
    {
        _temp.Close();
        foreach (var file in Directory.GetFiles(_temp.Folder, "darkroom.db*"))
        {
            File.Delete(file);
        }
    }

    private async Task WriteEarlierSchemaAsync()
    {
        DeleteDatabase();
        var assembly = typeof(SqliteStorage).Assembly;
        var schema = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()
            .Where(name => int.Parse(name.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture) <= LastVersionBefore)
            .Select(name => new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEnd());
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = $"{string.Join('\n', schema)}\n{Rows}\nPRAGMA user_version = {LastVersionBefore};";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }
}
