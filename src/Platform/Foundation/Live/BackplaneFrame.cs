using System.Buffers;
using System.Runtime.InteropServices;
using MessagePack;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>What replicas tell each other.</summary>
internal abstract record BackplaneFrame
{
    /// <summary>A replica came, or came back: everyone says what they want.</summary>
    public sealed record Hello : BackplaneFrame;

    /// <summary>Topics that somebody on the sender listens to, besides those it named before, or <paramref name="All"/> there are.</summary>
    public sealed record Wanted(bool All, string[] Topics) : BackplaneFrame;

    /// <summary>Nobody on the sender listens to the topic any longer.</summary>
    public sealed record Unwanted(string Topic) : BackplaneFrame;

    /// <summary>The sender heard that <paramref name="Replica"/> wants the topics; what it published before is not sent again.</summary>
    public sealed record Heard(Guid Replica, string[] Topics) : BackplaneFrame;

    /// <summary>A message of a topic.</summary>
    public sealed record Said(string Topic, LiveMessage Message) : BackplaneFrame;

    /// <summary>Whoever has the topic's page open on the sender.</summary>
    public sealed record Present(string Topic, Id<User>[] People) : BackplaneFrame;

    /// <summary>The sender could not send some messages.</summary>
    public sealed record Missed : BackplaneFrame;

    /// <summary>Who may do what was changed.</summary>
    public sealed record AccessChanged : BackplaneFrame;
}

/// <summary>
/// The bytes of frames: a MessagePack sequence of the sender's id, the number of frames, and each frame's kind and fields. Numbers of points
/// are raw little-endian doubles. A change of this form needs a new name for the channel, so that two versions never misread each other.
/// </summary>
internal static class BackplaneCodec
{
    private enum Kind
    {
        Hello,
        WantedAlso,
        WantedAll,
        Unwanted,
        Heard,
        Changed,
        Refetch,
        Points,
        Missed,
        AccessChanged,
        Present,
    }

    public static ReadOnlyMemory<byte> Write(Guid sender, IReadOnlyCollection<BackplaneFrame> frames)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        var writer = new MessagePackWriter(buffer);
        writer.Write(sender.ToByteArray());
        writer.Write(frames.Count);
        foreach (var frame in frames)
        {
            Write(ref writer, frame);
        }

        writer.Flush();
        return buffer.WrittenMemory;
    }

    public static (Guid Sender, List<BackplaneFrame> Frames) Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var sender = ReadGuid(ref reader);
        var frames = new List<BackplaneFrame>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            frames.Add(ReadFrame(ref reader));
        }

        return (sender, frames);
    }

    private static void Write(ref MessagePackWriter writer, BackplaneFrame frame)
    {
        writer.Write((int)KindOf(frame));
        switch (frame)
        {
            case BackplaneFrame.Wanted wanted:
                Write(ref writer, wanted.Topics);
                break;
            case BackplaneFrame.Unwanted unwanted:
                writer.Write(unwanted.Topic);
                break;
            case BackplaneFrame.Heard heard:
                writer.Write(heard.Replica.ToByteArray());
                Write(ref writer, heard.Topics);
                break;
            case BackplaneFrame.Said said:
                writer.Write(said.Topic);
                if (said.Message is LivePoints points)
                {
                    Write(ref writer, points);
                }

                break;
            case BackplaneFrame.Present present:
                writer.Write(present.Topic);
                writer.WriteArrayHeader(present.People.Length);
                foreach (var person in present.People)
                {
                    writer.Write(person.Value.ToByteArray());
                }

                break;
        }
    }

    private static Kind KindOf(BackplaneFrame frame) => frame switch
    {
        BackplaneFrame.Hello => Kind.Hello,
        BackplaneFrame.Wanted { All: true } => Kind.WantedAll,
        BackplaneFrame.Wanted => Kind.WantedAlso,
        BackplaneFrame.Unwanted => Kind.Unwanted,
        BackplaneFrame.Heard => Kind.Heard,
        BackplaneFrame.Said { Message: LivePoints } => Kind.Points,
        BackplaneFrame.Said said => said.Message == LiveMessage.Changed ? Kind.Changed : Kind.Refetch,
        BackplaneFrame.Missed => Kind.Missed,
        BackplaneFrame.Present => Kind.Present,
        _ => Kind.AccessChanged,
    };

    private static BackplaneFrame ReadFrame(ref MessagePackReader reader) => (Kind)reader.ReadInt32() switch
    {
        Kind.Hello => new BackplaneFrame.Hello(),
        Kind.WantedAlso => new BackplaneFrame.Wanted(false, ReadTexts(ref reader)),
        Kind.WantedAll => new BackplaneFrame.Wanted(true, ReadTexts(ref reader)),
        Kind.Unwanted => new BackplaneFrame.Unwanted(ReadText(ref reader)),
        Kind.Heard => new BackplaneFrame.Heard(ReadGuid(ref reader), ReadTexts(ref reader)),
        Kind.Changed => new BackplaneFrame.Said(ReadText(ref reader), LiveMessage.Changed),
        Kind.Refetch => new BackplaneFrame.Said(ReadText(ref reader), LiveMessage.Refetch),
        Kind.Points => new BackplaneFrame.Said(ReadText(ref reader), ReadPoints(ref reader)),
        Kind.Missed => new BackplaneFrame.Missed(),
        Kind.Present => new BackplaneFrame.Present(ReadText(ref reader), ReadPeople(ref reader)),
        Kind.AccessChanged => new BackplaneFrame.AccessChanged(),
        var unknown => throw new MessagePackSerializationException($"There is no kind of frame {unknown}."),
    };

    private static void Write(ref MessagePackWriter writer, LivePoints points)
    {
        writer.Write(points.Run);
        writer.WriteArrayHeader(points.Series.Count);
        foreach (var series in points.Series)
        {
            writer.Write(series.Key);
            writer.Write(MemoryMarshal.AsBytes(series.Steps.AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(series.Times.AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(series.Values.AsSpan()));
        }
    }

    private static LivePoints ReadPoints(ref MessagePackReader reader)
    {
        var run = ReadText(ref reader);
        var series = new LiveSeries[reader.ReadArrayHeader()];
        for (var i = 0; i < series.Length; i++)
        {
            series[i] = new(ReadText(ref reader), ReadDoubles(ref reader), ReadDoubles(ref reader), ReadDoubles(ref reader));
        }

        return new(run, series);
    }

    private static void Write(ref MessagePackWriter writer, string[] texts)
    {
        writer.WriteArrayHeader(texts.Length);
        foreach (var text in texts)
        {
            writer.Write(text);
        }
    }

    private static string[] ReadTexts(ref MessagePackReader reader)
    {
        var texts = new string[reader.ReadArrayHeader()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadText(ref reader);
        }

        return texts;
    }

    private static Id<User>[] ReadPeople(ref MessagePackReader reader)
    {
        var people = new Id<User>[reader.ReadArrayHeader()];
        for (var i = 0; i < people.Length; i++)
        {
            people[i] = new(ReadGuid(ref reader));
        }

        return people;
    }

    private static string ReadText(ref MessagePackReader reader) => reader.ReadString() ?? "";

    private static Guid ReadGuid(ref MessagePackReader reader) => new(reader.ReadBytes()?.ToArray() ?? []);

    private static double[] ReadDoubles(ref MessagePackReader reader) => MemoryMarshal.Cast<byte, double>(reader.ReadBytes()?.ToArray() ?? []).ToArray();
}
