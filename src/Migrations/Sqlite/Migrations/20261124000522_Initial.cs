using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ApiTokens",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OwnerId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Hint = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false, collation: "BINARY"),
                    Permissions = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true, collation: "BINARY"),
                    DefaultProjectId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    OnlyDefaultProject = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LastUsedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiTokens", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DataProtectionKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FriendlyName = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    Xml = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataProtectionKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EventChains",
                columns: table => new
                {
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EventChains", x => x.OrganizationId);
                });

            migrationBuilder.CreateTable(
                name: "Events",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false, collation: "BINARY"),
                    ActorId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ActorName = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    Data = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: true),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Events", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "KeyBlocks",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Next = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyBlocks", x => x.Kind);
                });

            migrationBuilder.CreateTable(
                name: "Organizations",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Organizations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Users",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    DisplayName = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    NormalizedUserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    Email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    NormalizedEmail = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    EmailConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    PasswordHash = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    SecurityStamp = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    ConcurrencyStamp = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    PhoneNumber = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true, collation: "BINARY"),
                    PhoneNumberConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    LockoutEnd = table.Column<DateTimeOffset>(type: "TEXT", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Users", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Blobs",
                columns: table => new
                {
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    WrittenAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Blobs", x => new { x.OrganizationId, x.Digest });
                    table.ForeignKey(
                        name: "FK_Blobs_Organizations_OrganizationId",
                        column: x => x.OrganizationId,
                        principalTable: "Organizations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Memberships",
                columns: table => new
                {
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    JoinedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Memberships", x => new { x.OrganizationId, x.UserId });
                    table.ForeignKey(
                        name: "FK_Memberships_Organizations_OrganizationId",
                        column: x => x.OrganizationId,
                        principalTable: "Organizations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Projects",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    Description = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false, collation: "BINARY"),
                    Visibility = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Projects", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Projects_Organizations_OrganizationId",
                        column: x => x.OrganizationId,
                        principalTable: "Organizations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "UserClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ClaimType = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    ClaimValue = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_UserClaims_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserLogins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    ProviderKey = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    ProviderDisplayName = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserLogins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_UserLogins_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserPasskeys",
                columns: table => new
                {
                    CredentialId = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserPasskeys", x => x.CredentialId);
                    table.ForeignKey(
                        name: "FK_UserPasskeys_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserTokens",
                columns: table => new
                {
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    LoginProvider = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false, collation: "BINARY"),
                    Value = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserTokens", x => new { x.UserId, x.LoginProvider, x.Name });
                    table.ForeignKey(
                        name: "FK_UserTokens_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Artifacts",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 840, nullable: false, collation: "BINARY"),
                    Digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true, collation: "BINARY"),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Artifacts", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Artifacts_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Experiments",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    ArtifactLocation = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true, collation: "BINARY"),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Experiments", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Experiments_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ProjectMemberships",
                columns: table => new
                {
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProjectMemberships", x => new { x.ProjectId, x.UserId });
                    table.ForeignKey(
                        name: "FK_ProjectMemberships_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DatasetVersions",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    Digest = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false, collation: "BINARY"),
                    SourceType = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    Source = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    Schema = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    Profile = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DatasetVersions", x => x.Key);
                    table.ForeignKey(
                        name: "FK_DatasetVersions_Experiments_ExperimentKey",
                        column: x => x.ExperimentKey,
                        principalTable: "Experiments",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ExperimentTags",
                columns: table => new
                {
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 5000, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExperimentTags", x => new { x.ExperimentKey, x.Name });
                    table.ForeignKey(
                        name: "FK_ExperimentTags_Experiments_ExperimentKey",
                        column: x => x.ExperimentKey,
                        principalTable: "Experiments",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LoggedModels",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<string>(type: "TEXT", maxLength: 34, nullable: false, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    ModelType = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    Status = table.Column<int>(type: "INTEGER", maxLength: 32, nullable: false),
                    SourceRunId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoggedModels", x => x.Key);
                    table.ForeignKey(
                        name: "FK_LoggedModels_Experiments_ExperimentKey",
                        column: x => x.ExperimentKey,
                        principalTable: "Experiments",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Runs",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    RunId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    Status = table.Column<int>(type: "INTEGER", maxLength: 32, nullable: false),
                    StartTime = table.Column<long>(type: "INTEGER", nullable: false),
                    EndTime = table.Column<long>(type: "INTEGER", nullable: true),
                    UserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY"),
                    CreatedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    DeletedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Compactions = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Runs", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Runs_Experiments_ExperimentKey",
                        column: x => x.ExperimentKey,
                        principalTable: "Experiments",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LoggedModelMetrics",
                columns: table => new
                {
                    ModelKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    RunId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    DatasetHash = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    DatasetName = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true, collation: "BINARY"),
                    DatasetDigest = table.Column<string>(type: "TEXT", maxLength: 36, nullable: true, collation: "BINARY"),
                    LastValue = table.Column<double>(type: "REAL", nullable: false),
                    LastIsNaN = table.Column<bool>(type: "INTEGER", nullable: false),
                    LastTime = table.Column<long>(type: "INTEGER", nullable: false),
                    LastStep = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoggedModelMetrics", x => new { x.ModelKey, x.Name, x.RunId, x.DatasetHash });
                    table.ForeignKey(
                        name: "FK_LoggedModelMetrics_LoggedModels_ModelKey",
                        column: x => x.ModelKey,
                        principalTable: "LoggedModels",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LoggedModelParams",
                columns: table => new
                {
                    ModelKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoggedModelParams", x => new { x.ModelKey, x.Name });
                    table.ForeignKey(
                        name: "FK_LoggedModelParams_LoggedModels_ModelKey",
                        column: x => x.ModelKey,
                        principalTable: "LoggedModels",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LoggedModelTags",
                columns: table => new
                {
                    ModelKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LoggedModelTags", x => new { x.ModelKey, x.Name });
                    table.ForeignKey(
                        name: "FK_LoggedModelTags_LoggedModels_ModelKey",
                        column: x => x.ModelKey,
                        principalTable: "LoggedModels",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MetricJournal",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RunKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Points = table.Column<int>(type: "INTEGER", nullable: false),
                    MinStep = table.Column<long>(type: "INTEGER", nullable: false),
                    MaxStep = table.Column<long>(type: "INTEGER", nullable: false),
                    MinTime = table.Column<long>(type: "INTEGER", nullable: false),
                    MaxTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Payload = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MetricJournal", x => x.Key);
                    table.ForeignKey(
                        name: "FK_MetricJournal_Runs_RunKey",
                        column: x => x.RunKey,
                        principalTable: "Runs",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MetricSeries",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RunKey = table.Column<long>(type: "INTEGER", nullable: false),
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    LastStep = table.Column<long>(type: "INTEGER", nullable: false),
                    LastTime = table.Column<long>(type: "INTEGER", nullable: false),
                    LastValue = table.Column<double>(type: "REAL", nullable: false),
                    LastIsNaN = table.Column<bool>(type: "INTEGER", nullable: false),
                    MaxTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Min = table.Column<double>(type: "REAL", nullable: true),
                    Max = table.Column<double>(type: "REAL", nullable: true),
                    Count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MetricSeries", x => x.Key);
                    table.ForeignKey(
                        name: "FK_MetricSeries_Runs_RunKey",
                        column: x => x.RunKey,
                        principalTable: "Runs",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RunDatasets",
                columns: table => new
                {
                    RunKey = table.Column<long>(type: "INTEGER", nullable: false),
                    DatasetKey = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Context = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true, collation: "BINARY"),
                    Tags = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunDatasets", x => new { x.RunKey, x.DatasetKey });
                    table.ForeignKey(
                        name: "FK_RunDatasets_DatasetVersions_DatasetKey",
                        column: x => x.DatasetKey,
                        principalTable: "DatasetVersions",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RunDatasets_Runs_RunKey",
                        column: x => x.RunKey,
                        principalTable: "Runs",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RunModels",
                columns: table => new
                {
                    RunKey = table.Column<long>(type: "INTEGER", nullable: false),
                    ModelKey = table.Column<long>(type: "INTEGER", nullable: false),
                    IsOutput = table.Column<bool>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Step = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunModels", x => new { x.RunKey, x.ModelKey, x.IsOutput });
                    table.ForeignKey(
                        name: "FK_RunModels_LoggedModels_ModelKey",
                        column: x => x.ModelKey,
                        principalTable: "LoggedModels",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RunModels_Runs_RunKey",
                        column: x => x.RunKey,
                        principalTable: "Runs",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RunParams",
                columns: table => new
                {
                    RunKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    ValueHead = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunParams", x => new { x.RunKey, x.Name });
                    table.ForeignKey(
                        name: "FK_RunParams_Runs_RunKey",
                        column: x => x.RunKey,
                        principalTable: "Runs",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RunTags",
                columns: table => new
                {
                    RunKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExperimentKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    ValueHead = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunTags", x => new { x.RunKey, x.Name });
                    table.ForeignKey(
                        name: "FK_RunTags_Runs_RunKey",
                        column: x => x.RunKey,
                        principalTable: "Runs",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MetricChunks",
                columns: table => new
                {
                    SeriesKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MinStep = table.Column<long>(type: "INTEGER", nullable: false),
                    MaxStep = table.Column<long>(type: "INTEGER", nullable: false),
                    MinTime = table.Column<long>(type: "INTEGER", nullable: false),
                    MaxTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Points = table.Column<int>(type: "INTEGER", nullable: false),
                    Summary = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Payload = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MetricChunks", x => new { x.SeriesKey, x.Number });
                    table.ForeignKey(
                        name: "FK_MetricChunks_MetricSeries_SeriesKey",
                        column: x => x.SeriesKey,
                        principalTable: "MetricSeries",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ApiTokens_Hash",
                table: "ApiTokens",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiTokens_OrganizationId_OwnerId",
                table: "ApiTokens",
                columns: new[] { "OrganizationId", "OwnerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Artifacts_OrganizationId_Digest",
                table: "Artifacts",
                columns: new[] { "OrganizationId", "Digest" });

            migrationBuilder.CreateIndex(
                name: "IX_Artifacts_ProjectId_Path",
                table: "Artifacts",
                columns: new[] { "ProjectId", "Path" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DatasetVersions_ExperimentKey_Name_Digest",
                table: "DatasetVersions",
                columns: new[] { "ExperimentKey", "Name", "Digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Events_Number_Key",
                table: "Events",
                columns: new[] { "Number", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_Events_OrganizationId_Number",
                table: "Events",
                columns: new[] { "OrganizationId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Experiments_ProjectId_Deleted_CreatedAt_Number",
                table: "Experiments",
                columns: new[] { "ProjectId", "Deleted", "CreatedAt", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_Experiments_ProjectId_Name",
                table: "Experiments",
                columns: new[] { "ProjectId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Experiments_ProjectId_Number",
                table: "Experiments",
                columns: new[] { "ProjectId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LoggedModels_ExperimentKey_Deleted_CreatedAt",
                table: "LoggedModels",
                columns: new[] { "ExperimentKey", "Deleted", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_LoggedModels_ModelId",
                table: "LoggedModels",
                column: "ModelId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LoggedModels_SourceRunId",
                table: "LoggedModels",
                column: "SourceRunId");

            migrationBuilder.CreateIndex(
                name: "IX_Memberships_UserId",
                table: "Memberships",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_MetricJournal_RunKey",
                table: "MetricJournal",
                column: "RunKey");

            migrationBuilder.CreateIndex(
                name: "IX_MetricSeries_ExperimentKey_Name_LastIsNaN_LastValue_RunKey",
                table: "MetricSeries",
                columns: new[] { "ExperimentKey", "Name", "LastIsNaN", "LastValue", "RunKey" });

            migrationBuilder.CreateIndex(
                name: "IX_MetricSeries_RunKey_Name",
                table: "MetricSeries",
                columns: new[] { "RunKey", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Organizations_Slug",
                table: "Organizations",
                column: "Slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProjectMemberships_OrganizationId_UserId",
                table: "ProjectMemberships",
                columns: new[] { "OrganizationId", "UserId" });

            migrationBuilder.CreateIndex(
                name: "IX_Projects_OrganizationId_Slug",
                table: "Projects",
                columns: new[] { "OrganizationId", "Slug" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RunDatasets_DatasetKey",
                table: "RunDatasets",
                column: "DatasetKey");

            migrationBuilder.CreateIndex(
                name: "IX_RunModels_ModelKey",
                table: "RunModels",
                column: "ModelKey");

            migrationBuilder.CreateIndex(
                name: "IX_RunParams_ExperimentKey_Name_ValueHead_RunKey",
                table: "RunParams",
                columns: new[] { "ExperimentKey", "Name", "ValueHead", "RunKey" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_ExperimentKey_Deleted_StartTime_RunId",
                table: "Runs",
                columns: new[] { "ExperimentKey", "Deleted", "StartTime", "RunId" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_ProjectId_Deleted_Status_EndTime",
                table: "Runs",
                columns: new[] { "ProjectId", "Deleted", "Status", "EndTime" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_RunId",
                table: "Runs",
                column: "RunId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RunTags_ExperimentKey_Name_ValueHead_RunKey",
                table: "RunTags",
                columns: new[] { "ExperimentKey", "Name", "ValueHead", "RunKey" });

            migrationBuilder.CreateIndex(
                name: "IX_UserClaims_UserId",
                table: "UserClaims",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_UserLogins_UserId",
                table: "UserLogins",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_UserPasskeys_UserId",
                table: "UserPasskeys",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "Users",
                column: "NormalizedEmail");

            migrationBuilder.CreateIndex(
                name: "UserNameIndex",
                table: "Users",
                column: "NormalizedUserName",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApiTokens");

            migrationBuilder.DropTable(
                name: "Artifacts");

            migrationBuilder.DropTable(
                name: "Blobs");

            migrationBuilder.DropTable(
                name: "DataProtectionKeys");

            migrationBuilder.DropTable(
                name: "EventChains");

            migrationBuilder.DropTable(
                name: "Events");

            migrationBuilder.DropTable(
                name: "ExperimentTags");

            migrationBuilder.DropTable(
                name: "KeyBlocks");

            migrationBuilder.DropTable(
                name: "LoggedModelMetrics");

            migrationBuilder.DropTable(
                name: "LoggedModelParams");

            migrationBuilder.DropTable(
                name: "LoggedModelTags");

            migrationBuilder.DropTable(
                name: "Memberships");

            migrationBuilder.DropTable(
                name: "MetricChunks");

            migrationBuilder.DropTable(
                name: "MetricJournal");

            migrationBuilder.DropTable(
                name: "ProjectMemberships");

            migrationBuilder.DropTable(
                name: "RunDatasets");

            migrationBuilder.DropTable(
                name: "RunModels");

            migrationBuilder.DropTable(
                name: "RunParams");

            migrationBuilder.DropTable(
                name: "RunTags");

            migrationBuilder.DropTable(
                name: "UserClaims");

            migrationBuilder.DropTable(
                name: "UserLogins");

            migrationBuilder.DropTable(
                name: "UserPasskeys");

            migrationBuilder.DropTable(
                name: "UserTokens");

            migrationBuilder.DropTable(
                name: "MetricSeries");

            migrationBuilder.DropTable(
                name: "DatasetVersions");

            migrationBuilder.DropTable(
                name: "LoggedModels");

            migrationBuilder.DropTable(
                name: "Users");

            migrationBuilder.DropTable(
                name: "Runs");

            migrationBuilder.DropTable(
                name: "Experiments");

            migrationBuilder.DropTable(
                name: "Projects");

            migrationBuilder.DropTable(
                name: "Organizations");
        }
    }
}
