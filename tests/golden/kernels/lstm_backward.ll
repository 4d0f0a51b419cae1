declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %context, i64 10
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr ptr, ptr %context, i64 11
  %v24 = load ptr, ptr %v23, align 8
  %v25 = getelementptr ptr, ptr %context, i64 12
  %v26 = load ptr, ptr %v25, align 8
  %v27 = add nsw i64 %v2, %v4
  %v28 = sub i64 %v27, 1
  br label %b29
b29:
  %i32 = phi i64 [ %v2, %entry ], [ %v367, %b56 ]
  %v33 = icmp slt i64 %i32, %v4
  br i1 %v33, label %b30, label %b31
b30:
  %v34 = sub i64 %v28, %i32
  %v35 = getelementptr i64, ptr %v6, i64 %v34
  %v36 = load i64, ptr %v35, align 8
  %v37 = getelementptr i64, ptr %v8, i64 %v34
  %v38 = load i64, ptr %v37, align 8
  %v39 = icmp slt i64 %last, %v38
  %v40 = select i1 %v39, i64 %last, i64 %v38
  %v41 = and i64 %v34, 1
  %v42 = icmp eq i64 %v41, 1
  %v43 = getelementptr i64, ptr %v10, i64 %v34
  %v44 = load i64, ptr %v43, align 8
  %v45 = icmp slt i64 %v44, %v40
  %v46 = select i1 %v45, i64 %v44, i64 %v40
  %v47 = icmp sgt i64 %first, %v46
  %v48 = select i1 %v47, i64 %first, i64 %v46
  %v49 = sub i64 %v34, 1
  %v50 = icmp sgt i64 %v49, 0
  %v51 = select i1 %v50, i64 %v49, i64 0
  %v52 = getelementptr i64, ptr %v6, i64 %v51
  %v53 = load i64, ptr %v52, align 8
  br label %b54
b54:
  %i57 = phi i64 [ 0, %b30 ], [ %v366, %b94 ]
  %v58 = icmp slt i64 %i57, 2
  br i1 %v58, label %b55, label %b56
b55:
  %v59 = icmp eq i64 %i57, 1
  %v60 = select i1 %v59, i64 %v48, i64 %first
  %v61 = select i1 %v59, i64 %v40, i64 %v48
  %v62 = mul i64 %v36, 12
  %v63 = getelementptr inbounds float, ptr %v14, i64 %v62
  %v64 = mul i64 %v36, 3
  %v65 = getelementptr inbounds float, ptr %v16, i64 %v64
  %v66 = mul i64 %v36, 3
  %v67 = getelementptr inbounds float, ptr %v18, i64 %v66
  %v68 = mul i64 %v36, 12
  %v69 = getelementptr inbounds float, ptr %v14, i64 %v68
  %v70 = getelementptr inbounds float, ptr %v69, i64 9
  %v71 = mul i64 %v36, 12
  %v72 = getelementptr inbounds float, ptr %v14, i64 %v71
  %v73 = getelementptr inbounds float, ptr %v72, i64 6
  %v74 = mul i64 %v36, 12
  %v75 = getelementptr inbounds float, ptr %v14, i64 %v74
  %v76 = getelementptr inbounds float, ptr %v75, i64 3
  %v77 = mul i64 %v53, 3
  %v78 = getelementptr inbounds float, ptr %v16, i64 %v77
  %v79 = select i1 %v59, ptr %v24, ptr %v78
  %v80 = mul i64 %v36, 12
  %v81 = getelementptr inbounds float, ptr %v26, i64 %v80
  %v82 = mul i64 %v36, 12
  %v83 = getelementptr inbounds float, ptr %v26, i64 %v82
  %v84 = getelementptr inbounds float, ptr %v83, i64 3
  %v85 = mul i64 %v36, 12
  %v86 = getelementptr inbounds float, ptr %v26, i64 %v85
  %v87 = getelementptr inbounds float, ptr %v86, i64 6
  %v88 = mul i64 %v36, 12
  %v89 = getelementptr inbounds float, ptr %v26, i64 %v88
  %v90 = getelementptr inbounds float, ptr %v89, i64 9
  %v91 = mul i64 %v36, 12
  %v92 = getelementptr inbounds float, ptr %v26, i64 %v91
  %v95 = icmp slt i64 %v60, %v61
  br i1 %v95, label %b93, label %b94
b93:
  br label %b96
b96:
  %i99 = phi i64 [ %v60, %b93 ], [ %v178, %b97 ]
  %v100 = icmp slt i64 %i99, %v61
  br i1 %v100, label %b97, label %b98
b97:
  %v101 = mul i64 %i99, 12
  %v102 = getelementptr inbounds float, ptr %v63, i64 %v101
  %v103 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v102, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v104 = mul i64 %i99, 3
  %v105 = getelementptr inbounds float, ptr %v65, i64 %v104
  %v106 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v105, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v107 = mul i64 %i99, 3
  %v108 = getelementptr inbounds float, ptr %v67, i64 %v107
  %v109 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v108, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v110 = mul i64 %i99, 3
  %v111 = getelementptr inbounds float, ptr %v20, i64 %v110
  %v112 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v111, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v113 = mul i64 %i99, 12
  %v114 = getelementptr inbounds float, ptr %v70, i64 %v113
  %v115 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v114, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v116 = mul i64 %i99, 12
  %v117 = getelementptr inbounds float, ptr %v73, i64 %v116
  %v118 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v117, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v119 = mul i64 %i99, 3
  %v120 = getelementptr inbounds float, ptr %v22, i64 %v119
  %v121 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v120, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v122 = mul i64 %i99, 12
  %v123 = getelementptr inbounds float, ptr %v76, i64 %v122
  %v124 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v123, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v125 = mul i64 %i99, 3
  %v126 = getelementptr inbounds float, ptr %v79, i64 %v125
  %v127 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v126, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v128 = fadd <4 x float> %v112, %v109
  %v129 = fmul <4 x float> %v128, %v103
  %v130 = fcmp ogt <4 x float> %v106, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v131 = select <4 x i1> %v130, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v106
  %v132 = fcmp olt <4 x float> %v131, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v133 = select <4 x i1> %v132, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v131
  %v134 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v133, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v135 = fsub <4 x float> %v134, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v136 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v135, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v133)
  %v137 = bitcast <4 x float> %v134 to <4 x i32>
  %v138 = shl <4 x i32> %v137, <i32 23, i32 23, i32 23, i32 23>
  %v139 = bitcast <4 x i32> %v138 to <4 x float>
  %v140 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v136, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v141 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v136, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v136, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v143 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v142, <4 x float> %v136, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v143, <4 x float> %v136, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v145 = fmul <4 x float> %v136, %v144
  %v146 = fsub <4 x float> %v139, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v139, <4 x float> %v145, <4 x float> %v146)
  %v148 = fadd <4 x float> %v147, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v149 = fdiv <4 x float> %v147, %v148
  %v150 = fneg <4 x float> %v149
  %v151 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> %v149, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v129, <4 x float> %v151, <4 x float> %v121)
  %v153 = fmul <4 x float> %v152, %v124
  %v154 = fmul <4 x float> %v152, %v115
  %v155 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v118
  %v156 = fmul <4 x float> %v118, %v155
  %v157 = fmul <4 x float> %v154, %v156
  %v158 = fmul <4 x float> %v152, %v127
  %v159 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v124
  %v160 = fmul <4 x float> %v124, %v159
  %v161 = fmul <4 x float> %v158, %v160
  %v162 = fmul <4 x float> %v152, %v118
  %v163 = fneg <4 x float> %v115
  %v164 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v163, <4 x float> %v115, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v165 = fmul <4 x float> %v162, %v164
  %v166 = fmul <4 x float> %v128, %v149
  %v167 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v103
  %v168 = fmul <4 x float> %v103, %v167
  %v169 = fmul <4 x float> %v166, %v168
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v153, ptr %v120, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v170 = mul i64 %i99, 12
  %v171 = getelementptr inbounds float, ptr %v81, i64 %v170
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v157, ptr %v171, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v172 = mul i64 %i99, 12
  %v173 = getelementptr inbounds float, ptr %v84, i64 %v172
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v161, ptr %v173, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v174 = mul i64 %i99, 12
  %v175 = getelementptr inbounds float, ptr %v87, i64 %v174
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v165, ptr %v175, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v176 = mul i64 %i99, 12
  %v177 = getelementptr inbounds float, ptr %v90, i64 %v176
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v169, ptr %v177, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v178 = add nsw i64 %i99, 1
  br label %b96
b98:
  %v179 = sub i64 %v34, 1
  %v180 = icmp sgt i64 %v179, 0
  %v181 = select i1 %v180, i64 %v179, i64 0
  %v182 = getelementptr i64, ptr %v6, i64 %v181
  %v183 = load i64, ptr %v182, align 8
  %v184 = sub i64 %v181, 1
  %v185 = icmp sgt i64 %v184, 0
  %v186 = select i1 %v185, i64 %v184, i64 0
  %v187 = getelementptr i64, ptr %v6, i64 %v186
  %v188 = load i64, ptr %v187, align 8
  %v189 = mul i64 %v183, 12
  %v190 = getelementptr inbounds float, ptr %v14, i64 %v189
  %v191 = mul i64 %v183, 3
  %v192 = getelementptr inbounds float, ptr %v16, i64 %v191
  %v193 = mul i64 %v183, 3
  %v194 = getelementptr inbounds float, ptr %v18, i64 %v193
  %v195 = mul i64 %v183, 12
  %v196 = getelementptr inbounds float, ptr %v14, i64 %v195
  %v197 = getelementptr inbounds float, ptr %v196, i64 9
  %v198 = mul i64 %v183, 12
  %v199 = getelementptr inbounds float, ptr %v14, i64 %v198
  %v200 = getelementptr inbounds float, ptr %v199, i64 6
  %v201 = mul i64 %v183, 12
  %v202 = getelementptr inbounds float, ptr %v14, i64 %v201
  %v203 = getelementptr inbounds float, ptr %v202, i64 3
  %v204 = mul i64 %v188, 3
  %v205 = getelementptr inbounds float, ptr %v16, i64 %v204
  %v206 = sub i64 %v61, %v60
  %v208 = add i64 %v206, 0
  %v209 = udiv i64 %v208, 1
  %v210 = udiv i64 %v206, %v209
  %v211 = mul i64 %v210, %v209
  %v212 = sub i64 %v206, %v211
  %v213 = select i1 %v42, i64 -16, i64 16
  br label %b214
b214:
  %i217 = phi i64 [ 0, %b98 ], [ %v365, %b228 ]
  %v218 = icmp slt i64 %i217, %v209
  br i1 %v218, label %b215, label %b216
b215:
  %v219 = mul i64 %i217, %v210
  %v220 = icmp slt i64 %i217, %v212
  %v221 = select i1 %v220, i64 %i217, i64 %v212
  %v222 = add nsw i64 %v219, %v221
  %v223 = icmp slt i64 %i217, %v212
  %v224 = zext i1 %v223 to i64
  %v225 = add nsw i64 %v210, %v224
  %v226 = add nsw i64 %v60, %v222
  switch i64 %v225, label %b228 [ i64 1, label %b227 ]
b227:
  %v229 = mul i64 %v226, 12
  %v230 = getelementptr inbounds float, ptr %v92, i64 %v229
  %v231 = mul i64 0, 12
  %v232 = getelementptr inbounds float, ptr %v12, i64 %v231
  %v233 = mul i64 %v226, 12
  %v234 = getelementptr inbounds float, ptr %v190, i64 %v233
  %v235 = mul i64 %v226, 3
  %v236 = getelementptr inbounds float, ptr %v192, i64 %v235
  %v237 = mul i64 %v226, 3
  %v238 = getelementptr inbounds float, ptr %v194, i64 %v237
  %v239 = mul i64 %v226, 12
  %v240 = getelementptr inbounds float, ptr %v197, i64 %v239
  %v241 = mul i64 %v226, 12
  %v242 = getelementptr inbounds float, ptr %v200, i64 %v241
  %v243 = mul i64 %v226, 12
  %v244 = getelementptr inbounds float, ptr %v203, i64 %v243
  %v245 = mul i64 %v226, 3
  %v246 = getelementptr inbounds float, ptr %v205, i64 %v245
  %v247 = udiv i64 0, 1
  %v248 = urem i64 0, 1
  %v249 = mul i64 %v247, 12
  %v250 = getelementptr inbounds float, ptr %v234, i64 %v249
  %v251 = mul i64 %v248, 4
  %v252 = getelementptr inbounds float, ptr %v250, i64 %v251
  %v253 = getelementptr float, ptr %v252, i64 0
  call void @llvm.prefetch.p0(ptr %v253, i32 0, i32 2, i32 1)
  %v254 = udiv i64 0, 1
  %v255 = urem i64 0, 1
  %v256 = mul i64 %v254, 3
  %v257 = getelementptr inbounds float, ptr %v236, i64 %v256
  %v258 = mul i64 %v255, 4
  %v259 = getelementptr inbounds float, ptr %v257, i64 %v258
  %v260 = getelementptr float, ptr %v259, i64 0
  call void @llvm.prefetch.p0(ptr %v260, i32 0, i32 2, i32 1)
  %v261 = udiv i64 0, 1
  %v262 = urem i64 0, 1
  %v263 = mul i64 %v261, 3
  %v264 = getelementptr inbounds float, ptr %v238, i64 %v263
  %v265 = mul i64 %v262, 4
  %v266 = getelementptr inbounds float, ptr %v264, i64 %v265
  %v267 = getelementptr float, ptr %v266, i64 0
  call void @llvm.prefetch.p0(ptr %v267, i32 0, i32 2, i32 1)
  %v268 = udiv i64 0, 1
  %v269 = urem i64 0, 1
  %v270 = mul i64 %v268, 12
  %v271 = getelementptr inbounds float, ptr %v240, i64 %v270
  %v272 = mul i64 %v269, 4
  %v273 = getelementptr inbounds float, ptr %v271, i64 %v272
  %v274 = getelementptr float, ptr %v273, i64 0
  call void @llvm.prefetch.p0(ptr %v274, i32 0, i32 2, i32 1)
  %v275 = udiv i64 0, 1
  %v276 = urem i64 0, 1
  %v277 = mul i64 %v275, 12
  %v278 = getelementptr inbounds float, ptr %v242, i64 %v277
  %v279 = mul i64 %v276, 4
  %v280 = getelementptr inbounds float, ptr %v278, i64 %v279
  %v281 = getelementptr float, ptr %v280, i64 0
  call void @llvm.prefetch.p0(ptr %v281, i32 0, i32 2, i32 1)
  %v282 = udiv i64 0, 1
  %v283 = urem i64 0, 1
  %v284 = mul i64 %v282, 12
  %v285 = getelementptr inbounds float, ptr %v244, i64 %v284
  %v286 = mul i64 %v283, 4
  %v287 = getelementptr inbounds float, ptr %v285, i64 %v286
  %v288 = getelementptr float, ptr %v287, i64 0
  call void @llvm.prefetch.p0(ptr %v288, i32 0, i32 2, i32 1)
  %v289 = udiv i64 0, 1
  %v290 = urem i64 0, 1
  %v291 = mul i64 %v289, 3
  %v292 = getelementptr inbounds float, ptr %v246, i64 %v291
  %v293 = mul i64 %v290, 4
  %v294 = getelementptr inbounds float, ptr %v292, i64 %v293
  %v295 = getelementptr float, ptr %v294, i64 0
  call void @llvm.prefetch.p0(ptr %v295, i32 0, i32 2, i32 1)
  %v296 = mul i64 0, 4
  %v297 = getelementptr inbounds float, ptr %v230, i64 %v296
  %v298 = mul i64 0, 16
  %v299 = getelementptr inbounds float, ptr %v232, i64 %v298
  %v300 = load <4 x float>, ptr %v299, align 4
  %v301 = load float, ptr %v297, align 4
  %v302 = insertelement <4 x float> poison, float %v301, i32 0
  %v303 = shufflevector <4 x float> %v302, <4 x float> poison, <4 x i32> zeroinitializer
  %v304 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v303, <4 x float> %v300, <4 x float> zeroinitializer)
  %v305 = getelementptr inbounds float, ptr %v299, i64 4
  %v306 = load <4 x float>, ptr %v305, align 4
  %v307 = getelementptr inbounds float, ptr %v297, i64 1
  %v308 = load float, ptr %v307, align 4
  %v309 = insertelement <4 x float> poison, float %v308, i32 0
  %v310 = shufflevector <4 x float> %v309, <4 x float> poison, <4 x i32> zeroinitializer
  %v311 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v310, <4 x float> %v306, <4 x float> %v304)
  %v312 = getelementptr inbounds float, ptr %v299, i64 8
  %v313 = load <4 x float>, ptr %v312, align 4
  %v314 = getelementptr inbounds float, ptr %v297, i64 2
  %v315 = load float, ptr %v314, align 4
  %v316 = insertelement <4 x float> poison, float %v315, i32 0
  %v317 = shufflevector <4 x float> %v316, <4 x float> poison, <4 x i32> zeroinitializer
  %v318 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v317, <4 x float> %v313, <4 x float> %v311)
  %v319 = getelementptr inbounds float, ptr %v299, i64 12
  %v320 = load <4 x float>, ptr %v319, align 4
  %v321 = getelementptr inbounds float, ptr %v297, i64 3
  %v322 = load float, ptr %v321, align 4
  %v323 = insertelement <4 x float> poison, float %v322, i32 0
  %v324 = shufflevector <4 x float> %v323, <4 x float> poison, <4 x i32> zeroinitializer
  %v325 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v324, <4 x float> %v320, <4 x float> %v318)
  br label %b326
b326:
  %c329x0 = phi i64 [ 0, %b227 ], [ %v361, %b326 ]
  %c329x1 = phi <4 x float> [ %v325, %b227 ], [ %v360, %b326 ]
  %v330 = add nsw i64 %c329x0, 1
  %v331 = mul i64 %v330, 4
  %v332 = getelementptr inbounds float, ptr %v230, i64 %v331
  %v333 = mul i64 %v330, 16
  %v334 = getelementptr inbounds float, ptr %v232, i64 %v333
  %v335 = load <4 x float>, ptr %v334, align 4
  %v336 = load float, ptr %v332, align 4
  %v337 = insertelement <4 x float> poison, float %v336, i32 0
  %v338 = shufflevector <4 x float> %v337, <4 x float> poison, <4 x i32> zeroinitializer
  %v339 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v338, <4 x float> %v335, <4 x float> %c329x1)
  %v340 = getelementptr inbounds float, ptr %v334, i64 4
  %v341 = load <4 x float>, ptr %v340, align 4
  %v342 = getelementptr inbounds float, ptr %v332, i64 1
  %v343 = load float, ptr %v342, align 4
  %v344 = insertelement <4 x float> poison, float %v343, i32 0
  %v345 = shufflevector <4 x float> %v344, <4 x float> poison, <4 x i32> zeroinitializer
  %v346 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v345, <4 x float> %v341, <4 x float> %v339)
  %v347 = getelementptr inbounds float, ptr %v334, i64 8
  %v348 = load <4 x float>, ptr %v347, align 4
  %v349 = getelementptr inbounds float, ptr %v332, i64 2
  %v350 = load float, ptr %v349, align 4
  %v351 = insertelement <4 x float> poison, float %v350, i32 0
  %v352 = shufflevector <4 x float> %v351, <4 x float> poison, <4 x i32> zeroinitializer
  %v353 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v352, <4 x float> %v348, <4 x float> %v346)
  %v354 = getelementptr inbounds float, ptr %v334, i64 12
  %v355 = load <4 x float>, ptr %v354, align 4
  %v356 = getelementptr inbounds float, ptr %v332, i64 3
  %v357 = load float, ptr %v356, align 4
  %v358 = insertelement <4 x float> poison, float %v357, i32 0
  %v359 = shufflevector <4 x float> %v358, <4 x float> poison, <4 x i32> zeroinitializer
  %v360 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v359, <4 x float> %v355, <4 x float> %v353)
  %v361 = add nuw nsw i64 %c329x0, 1
  %v362 = icmp ult i64 %v361, 2
  br i1 %v362, label %b326, label %b328
b328:
  %v363 = mul i64 %v226, 3
  %v364 = getelementptr inbounds float, ptr %v20, i64 %v363
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v360, ptr %v364, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b228
b228:
  %v365 = add nsw i64 %i217, 1
  br label %b214
b216:
  br label %b207
b207:
  br label %b94
b94:
  %v366 = add nsw i64 %i57, 1
  br label %b54
b56:
  %v367 = add nsw i64 %i32, 1
  br label %b29
b31:
  ret void
}

define void @pack(ptr noalias %context) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 0, 12
  %v6 = getelementptr inbounds float, ptr %v2, i64 %v5
  br label %b7
b7:
  %i10 = phi i64 [ 0, %entry ], [ %v17, %b8 ]
  %v11 = icmp slt i64 %i10, 3
  br i1 %v11, label %b8, label %b9
b8:
  %v12 = mul i64 %i10, 3
  %v13 = getelementptr inbounds float, ptr %v4, i64 %v12
  %v14 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v13, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v15 = mul i64 %i10, 4
  %v16 = getelementptr inbounds float, ptr %v6, i64 %v15
  store <4 x float> %v14, ptr %v16, align 4
  %v17 = add nsw i64 %i10, 1
  br label %b7
b9:
  %v18 = getelementptr inbounds float, ptr %v6, i64 12
  br label %b19
b19:
  %i22 = phi i64 [ 0, %b9 ], [ %v30, %b20 ]
  %v23 = icmp slt i64 %i22, 3
  br i1 %v23, label %b20, label %b21
b20:
  %v24 = add nsw i64 %i22, 3
  %v25 = mul i64 %v24, 3
  %v26 = getelementptr inbounds float, ptr %v4, i64 %v25
  %v27 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v26, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v28 = mul i64 %i22, 4
  %v29 = getelementptr inbounds float, ptr %v18, i64 %v28
  store <4 x float> %v27, ptr %v29, align 4
  %v30 = add nsw i64 %i22, 1
  br label %b19
b21:
  %v31 = getelementptr inbounds float, ptr %v6, i64 24
  br label %b32
b32:
  %i35 = phi i64 [ 0, %b21 ], [ %v43, %b33 ]
  %v36 = icmp slt i64 %i35, 3
  br i1 %v36, label %b33, label %b34
b33:
  %v37 = add nsw i64 %i35, 6
  %v38 = mul i64 %v37, 3
  %v39 = getelementptr inbounds float, ptr %v4, i64 %v38
  %v40 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v39, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v41 = mul i64 %i35, 4
  %v42 = getelementptr inbounds float, ptr %v31, i64 %v41
  store <4 x float> %v40, ptr %v42, align 4
  %v43 = add nsw i64 %i35, 1
  br label %b32
b34:
  %v44 = getelementptr inbounds float, ptr %v6, i64 36
  br label %b45
b45:
  %i48 = phi i64 [ 0, %b34 ], [ %v56, %b46 ]
  %v49 = icmp slt i64 %i48, 3
  br i1 %v49, label %b46, label %b47
b46:
  %v50 = add nsw i64 %i48, 9
  %v51 = mul i64 %v50, 3
  %v52 = getelementptr inbounds float, ptr %v4, i64 %v51
  %v53 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v52, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v54 = mul i64 %i48, 4
  %v55 = getelementptr inbounds float, ptr %v44, i64 %v54
  store <4 x float> %v53, ptr %v55, align 4
  %v56 = add nsw i64 %i48, 1
  br label %b45
b47:
  ret void
}
