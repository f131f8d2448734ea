using System.Buffers;
using System.Runtime.InteropServices;

namespace Slipway.Tracking.Mlflow;

/// <summary>The distinct keys of one request, found by the bytes they were written in, so that a key that comes a thousand times becomes one string.</summary>
internal sealed class KeyTable : IDisposable
{
    /// <summary>A power of two, and sparse with as many spellings as there can be.</summary>
    private const int Slots = 2 * 1024;

    private readonly ushort[] _slots = ArrayPool<ushort>.Shared.Rent(Slots);
    private readonly Spelling[] _spellings = ArrayPool<Spelling>.Shared.Rent(LogBatch.MetricLimit);
    private readonly List<string> _names = [];
    private int _count;
    private int _last;
    private bool _anyEscaped;

    public KeyTable() => _slots.AsSpan(0, Slots).Clear();

    /// <summary>One way in which a key was written.</summary>
    private record struct Spelling(int Start, int Length, int Key);

    /// <summary>The keys in the order of their first use.</summary>
    public List<string> Names => _names;

    /// <summary>The number of the key that was written like this before; -1 if none was.</summary>
    public int Find(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> body)
    {
        // Points come in rounds over the same keys, or in a row of one.
        for (var guess = _last + 1; guess >= _last; guess--)
        {
            if (guess < _count && Written(guess, body).SequenceEqual(raw))
            {
                _last = guess;
                return _spellings[guess].Key;
            }
        }

        for (var slot = Slot(raw); _slots[slot] != 0; slot = (slot + 1) & (Slots - 1))
        {
            var spelling = _slots[slot] - 1;
            if (Written(spelling, body).SequenceEqual(raw))
            {
                _last = spelling;
                return _spellings[spelling].Key;
            }
        }

        return -1;
    }

    /// <summary>Adds a key that wasn't found. One that is written with escapes may be a key that is there in another spelling.</summary>
    public int Add(ReadOnlySpan<byte> raw, TextPlace place, string name)
    {
        _anyEscaped |= place.Escaped;
        var key = _anyEscaped ? _names.IndexOf(name) : -1;
        if (key < 0)
        {
            key = _names.Count;
            _names.Add(name);
        }

        var slot = Slot(raw);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        _spellings[_count] = new(place.Start + 1, place.Length, key);
        _last = _count++;
        _slots[slot] = (ushort)_count;
        return key;
    }

    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(_slots);
        ArrayPool<Spelling>.Shared.Return(_spellings);
    }

    private ReadOnlySpan<byte> Written(int spelling, ReadOnlySpan<byte> body) => body.Slice(_spellings[spelling].Start, _spellings[spelling].Length);

    /// <summary>Not seeded: a request holds so few keys that colliding ones cost it little.</summary>
    private static int Slot(ReadOnlySpan<byte> raw)
    {
        var hash = (ulong)raw.Length;
        for (; raw.Length >= sizeof(ulong); raw = raw[sizeof(ulong)..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(raw)) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        foreach (var rest in raw)
        {
            hash = (hash ^ rest) * 0x9E3779B97F4A7C15;
        }

        return (int)(hash >> 40) & (Slots - 1);
    }
}
