namespace Slipway.Tracking.Search;

internal enum SearchTokenKind { End, Word, Name, Text, Number, Operator, Comma, Open, Close, Unknown }

/// <summary>A piece of a filter or an order, as written.</summary>
/// <param name="Quotes">How a name or text is quoted: the quote character, or '\0'.</param>
/// <param name="Start">Where in the source it begins.</param>
internal readonly record struct SearchToken(SearchTokenKind Kind, string Written, char Quotes = '\0', int Start = 0)
{
    public bool Is(string keyword) => Kind is SearchTokenKind.Word && Written.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is text in quotes; a name in double quotes may be meant as text.</summary>
    public bool IsText => Kind is SearchTokenKind.Text || (Kind is SearchTokenKind.Name && Quotes == '"');

    /// <summary>What stands between the quotes. Doubled and backslashed quotes keep a literal going, and are part of its value as written.</summary>
    public string Unquoted => Quotes is '\0' ? Written : Written[1..^1];

    /// <summary>Takes a name apart at its first dot. Null when its key is quoted only in part.</summary>
    public SearchName? Take()
    {
        if (Kind is SearchTokenKind.Word || Quotes is not '\0')
        {
            return new(null, Unquoted, Written);
        }

        var dot = Written[0] is '`' or '"' ? Written.IndexOf(Written[0], 1) + 1 : Written.IndexOf('.', StringComparison.Ordinal);
        var (prefix, key) = (Written[..dot].Trim('`'), Written[(dot + 1)..]);
        return key[0] is '`' or '"' && key[^1] == key[0] && key.Length > 1 ? new(prefix, key[1..^1], Written)
            : key.AsSpan().IndexOfAny('`', '"') < 0 ? new(prefix, key, Written)
            : null;
    }
}

/// <summary>A name that was taken apart: <c>metrics.`val loss`</c> is prefix <c>metrics</c>, key <c>val loss</c>.</summary>
internal readonly record struct SearchName(string? Prefix, string Key, string Written);

/// <summary>
/// Cuts a filter into pieces. A <see cref="SearchTokenKind.Word"/> is letters, digits and underscores; a <see cref="SearchTokenKind.Name"/> has a prefix or quotes.
/// </summary>
internal ref struct SearchLexer(string source)
{
    private int _at;

    public SearchToken Next()
    {
        var token = Read();
        return token with { Start = _at - token.Written.Length };
    }

    private SearchToken Read()
    {
        while (_at < source.Length && char.IsWhiteSpace(source[_at]))
        {
            _at++;
        }

        if (_at == source.Length)
        {
            return new(SearchTokenKind.End, "");
        }

        var start = _at;
        switch (source[_at])
        {
            case '\'':
                return Quoted('\'') ? new(SearchTokenKind.Text, source[start.._at], '\'') : Rest(start);
            case ',':
                return Single(SearchTokenKind.Comma);
            case '(':
                return Single(SearchTokenKind.Open);
            case ')':
                return Single(SearchTokenKind.Close);
            case '=' or '!' or '<' or '>':
                while (_at < source.Length && source[_at] is '=' or '!' or '<' or '>')
                {
                    _at++;
                }

                return new(SearchTokenKind.Operator, source[start.._at]);
            default:
                if (Number())
                {
                    return new(SearchTokenKind.Number, source[start.._at]);
                }

                _at = start;
                return Name(start);
        }
    }

    private SearchToken Single(SearchTokenKind kind) => new(kind, source[_at++].ToString());

    /// <summary>What can't be read is told to its end or to the next space, so that the refusal shows it.</summary>
    private SearchToken Rest(int start)
    {
        _at = Math.Max(_at, start + 1);
        while (_at < source.Length && !char.IsWhiteSpace(source[_at]))
        {
            _at++;
        }

        return new(SearchTokenKind.Unknown, source[start.._at]);
    }

    /// <summary>
    /// Passes a quoted piece. A doubled or backslashed quote doesn't end it, unless nothing else would: <c>'C:\'</c> is a whole literal.
    /// </summary>
    private bool Quoted(char quote)
    {
        var lastInner = -1;
        for (var i = _at + 1; i < source.Length; i++)
        {
            if (source[i] == '\\' && quote != '`' && i + 1 < source.Length && source[i + 1] == quote)
            {
                lastInner = ++i;
            }
            else if (source[i] == quote)
            {
                if (i + 1 < source.Length && source[i + 1] == quote)
                {
                    lastInner = i++;
                    continue;
                }

                _at = i + 1;
                return true;
            }
        }

        if (lastInner < 0)
        {
            return false;
        }

        _at = lastInner + 1;
        return true;
    }

    private bool Number()
    {
        if (source[_at] == '-')
        {
            _at++;
        }

        var digits = Digits();
        if (_at < source.Length && source[_at] == '.')
        {
            _at++;
            digits += Digits();
        }

        if (digits == 0)
        {
            return false;
        }

        if (_at < source.Length && source[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < source.Length && source[_at] is '+' or '-')
            {
                _at++;
            }

            if (Digits() == 0)
            {
                return false;
            }
        }

        return _at == source.Length || !IsWordPart(source[_at]);
    }

    private int Digits()
    {
        var start = _at;
        while (_at < source.Length && char.IsAsciiDigit(source[_at]))
        {
            _at++;
        }

        return _at - start;
    }

    private SearchToken Name(int start)
    {
        var parts = 0;
        var quotes = '\0';
        do
        {
            _at += parts > 0 ? 1 : 0;
            if (_at < source.Length && source[_at] is '`' or '"')
            {
                quotes = source[_at];
                if (!Quoted(quotes))
                {
                    return Rest(start);
                }
            }
            else
            {
                var partStart = _at;
                while (_at < source.Length && IsWordPart(source[_at]))
                {
                    _at++;
                }

                if (_at == partStart)
                {
                    return Rest(start);
                }
            }

            parts++;
        }
        while (_at < source.Length && source[_at] == '.');

        // A name must end where something else can begin; "metrics.train/loss" needs its key quoted.
        if (_at < source.Length && !char.IsWhiteSpace(source[_at]) && source[_at] is not ('=' or '!' or '<' or '>' or '(' or ')' or ',' or '\''))
        {
            return Rest(start);
        }

        return parts == 1 && quotes is '\0'
            ? new(SearchTokenKind.Word, source[start.._at])
            : new(SearchTokenKind.Name, source[start.._at], parts == 1 ? quotes : '\0');
    }

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
