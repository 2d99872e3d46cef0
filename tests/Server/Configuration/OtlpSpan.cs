using System.Text;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Configuration;

/// <summary>A span that a receiver of OpenTelemetry got.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name)
{
    /// <summary>Reads the spans of everything that was received.</summary>
    public static List<OtlpSpan> From(ScriptedServer receiver) =>
    [
        .. receiver.Requests.Where(request => request.Path == "/v1/traces")
            .SelectMany(request => Messages(request.Body, 1, 2, 2))
            .Select(span => new OtlpSpan(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Messages(span, 5).FirstOrDefault([])))),
    ];

    /// <summary>Reads the names of the measurements that were received.</summary>
    public static HashSet<string> Measurements(ScriptedServer receiver) =>
    [
        .. receiver.Requests.Where(request => request.Path == "/v1/metrics")
            .SelectMany(request => Messages(request.Body, 1, 2, 2)).Select(metric => Encoding.UTF8.GetString(Messages(metric, 1).First())),
    ];

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Messages(message, field).FirstOrDefault([]));

    /// <summary>Returns the parts of a Protobuf message at a path of field numbers.</summary>
    private static IEnumerable<byte[]> Messages(byte[] message, params int[] path)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Number(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Number(message, ref at);
                    var part = message[at..(at += length)];
                    if (tag >> 3 == (ulong)path[0])
                    {
                        foreach (var inner in path.Length == 1 ? [part] : Messages(part, path[1..]))
                        {
                            yield return inner;
                        }
                    }

                    break;
            }
        }
    }

    private static ulong Number(byte[] message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
